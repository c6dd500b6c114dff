package neo4jserver

import "syscall"

// memory is a file system in memory, which Linux has as a rule.
const memory = "/dev/shm"

// memoryType is what the system calls such a file system.
const memoryType = 0x01021994

// scratchRoom is how much room the data of a server for tests must have there.
const scratchRoom = 2 << 30

// scratch gives the folder for data that nobody keeps: in memory if there is room, where a commit waits for no disk.
// Empty for the system's own.
func scratch() string {
	var is syscall.Statfs_t
	if syscall.Statfs(memory, &is) != nil || is.Type != memoryType || is.Bavail*uint64(is.Bsize) < scratchRoom {
		return ""
	}
	return memory
}
