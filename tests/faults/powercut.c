/* Preloaded into a process: remembers what of its files is surely on the disk, and shifts its clock.
 *
 * The memory is a file named by POWERCUT, mapped and shared, so that forked children write into it
 * too and a test reads it after the process is gone. Files are known by inode: renamed, they keep
 * what was synced. Times of CLOCK_MONOTONIC stay as they are.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define FILES 4096

struct file { uint64_t device, inode, synced; };

static struct memory {
    int64_t clock_offset; /* seconds */
    int64_t stall;        /* milliseconds that each sync takes longer */
    int64_t count;
    struct file files[FILES];
} *memory;

__attribute__((constructor)) static void open_memory(void) {
    const char *path = getenv("POWERCUT");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *mapped = fd < 0 ? MAP_FAILED
        : mmap(NULL, sizeof *memory, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) memory = mapped;
    if (fd >= 0) close(fd);
}

static struct file *find(const struct stat *facts) {
    for (int64_t i = 0; i < memory->count && i < FILES; i++)
        if (memory->files[i].inode == facts->st_ino && memory->files[i].device == facts->st_dev)
            return &memory->files[i];
    return NULL;
}

/* What a finished sync covers is what was written before it began: the size at that time. */
static int synced(int fd, long call) {
    struct stat facts;
    int known = memory && fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
    if (memory && memory->stall) usleep(memory->stall * 1000);
    int result = syscall(call, fd);
    if (!known || result != 0) return result;
    struct file *file = find(&facts);
    if (!file) {
        int64_t place = __sync_fetch_and_add(&memory->count, 1);
        if (place >= FILES) abort();
        file = &memory->files[place];
        file->device = facts.st_dev;
        file->inode = facts.st_ino;
    }
    if (file->synced < (uint64_t)facts.st_size) file->synced = facts.st_size;
    return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }

int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

/* The next file may get the same inode, and nothing of that one is synced. */
int unlink(const char *path) {
    struct stat facts;
    if (memory && lstat(path, &facts) == 0 && facts.st_nlink == 1) {
        struct file *file = find(&facts);
        if (file) file->inode = 0;
    }
    return unlinkat(AT_FDCWD, path, 0);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = syscall(SYS_clock_gettime, clock, now);
    if (memory && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += memory->clock_offset;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
