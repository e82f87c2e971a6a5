-- Records that carry a number which belongs to somebody else: to another cell, whose name does not agree. Who the population register
-- itself lists under the number is no stray (an old shared number: 重号).
SELECT cells.mention
FROM cells
INNER JOIN owners ON owners.cell = cells.cell AND NOT owners.owned AND owners.registered = 0
INNER JOIN owners AS holder ON holder.number_id = owners.number_id AND holder.owned
