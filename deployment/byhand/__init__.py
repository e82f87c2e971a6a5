"""The services of docker-compose.yml as processes, each closed in as its container would be: where no engine runs."""
