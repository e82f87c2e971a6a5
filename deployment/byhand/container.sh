#!/bin/sh
# One container, without an engine: called in fresh mount and process namespaces; builds a root of its own and runs
# the command there without rights. Everything it is told comes in the environment, one mount per line:
#   NEWROOT  an empty folder        BINDS  source<TAB>target<TAB>ro|rw
#   OWNER    uid:gid                SEALED 1: the root is read-only      FOLDER  where the command starts
# The arguments are the whole environment (NAME=value …), then `--`, then the command.
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$NEWROOT"
for part in usr bin sbin lib lib64; do
    if [ -L "/$part" ]; then
        cp -P "/$part" "$NEWROOT/$part"
    elif [ -d "/$part" ]; then
        mkdir "$NEWROOT/$part"
        mount --bind "/$part" "$NEWROOT/$part"
        mount -o remount,ro,bind "$NEWROOT/$part"
    fi
done

mkdir -p "$NEWROOT/etc" "$NEWROOT/proc" "$NEWROOT/dev/shm" "$NEWROOT/tmp" "$NEWROOT/run" "$NEWROOT/var/run"
for file in ld.so.cache nsswitch.conf ssl alternatives mime.types; do
    [ ! -e "/etc/$file" ] || cp -a "/etc/$file" "$NEWROOT/etc/"
done
printf 'root:x:0:0:root:/root:/bin/sh\n%s:crosscheck:/opt/crosscheck:/bin/sh\n' "crosscheck:x:$OWNER" >"$NEWROOT/etc/passwd"
printf 'root:x:0:\ncrosscheck:x:%s:\n' "${OWNER#*:}" >"$NEWROOT/etc/group"
printf '%s\n' "$HOSTS" >"$NEWROOT/etc/hosts"
mount -t proc proc "$NEWROOT/proc"
for device in null zero full random urandom tty; do
    touch "$NEWROOT/dev/$device"
    mount --bind "/dev/$device" "$NEWROOT/dev/$device"
done
ln -s /proc/self/fd "$NEWROOT/dev/fd"
# as large as an engine makes it
mount -t tmpfs -o mode=1777,size=64m tmpfs "$NEWROOT/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$NEWROOT/tmp"

printf '%s\n' "$BINDS" | while IFS="$(printf '\t')" read -r source target how; do
    [ -n "$source" ] || continue
    if [ -d "$source" ]; then
        mkdir -p "$NEWROOT$target"
    else
        mkdir -p "$(dirname "$NEWROOT$target")"
        touch "$NEWROOT$target"
    fi
    mount --bind "$source" "$NEWROOT$target"
done
# only now: a mount may lie below another
printf '%s\n' "$BINDS" | while IFS="$(printf '\t')" read -r source target how; do
    [ "$how" != ro ] || mount -o remount,ro,bind "$NEWROOT$target"
done
[ "$SEALED" != 1 ] || mount -o remount,ro "$NEWROOT"

own="$NEWROOT" owner="$OWNER" folder="$FOLDER"
exec chroot "$own" /usr/bin/setpriv --reuid "${owner%:*}" --regid "${owner#*:}" --clear-groups --no-new-privs \
    --inh-caps=-all --bounding-set=-all /usr/bin/env -i --chdir="$folder" "$@"
