/*
 * ttalloc: reports device-memory allocations from C or C++, through the same ring in shared memory as the Java
 * reporter.
 *
 * One header, no dependencies: C11 or C++11, gcc or clang, 64-bit little-endian Linux. All functions are static inline;
 * include it in one translation unit, or in many with one reporter shared by pointer.
 *
 *     ttalloc_reporter *reporter = ttalloc_open(NULL);          // NULL unless TT_ALLOC_TRACKING_ENABLED=1
 *     int32_t tag = ttalloc_tag(reporter, "layer 0 activations");
 *     ttalloc_allocate(reporter, 0, TTALLOC_L1, 0x4B000, 524288, 8192, TTALLOC_ALL_CORES, tag);
 *     ttalloc_free(reporter, 0, TTALLOC_L1, 0x4B000);
 *     ttalloc_close(reporter);
 *
 * Every function takes a NULL reporter and then does nothing. Reports come from any thread; each returns the position
 * of its event, not negative, or a negative status. They take no lock, allocate nothing and make no system call, but
 * where the ring is full and a recorder is at work they may wait, at most 10 ms in any second of the process. A child
 * of fork() reports nothing until it opens a reporter of its own. No function is for signal handlers. Reports and tags
 * are no cancellation points; opening and closing are, and a thread must not be cancelled there.
 *
 * The layouts are those of EventDescriptor and RingDescriptor in the Java client. SPDX-License-Identifier: Apache-2.0
 */
#ifndef TTALLOC_H
#define TTALLOC_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if !defined(__GNUC__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__ || __SIZEOF_POINTER__ != 8
#error "ttalloc.h needs gcc or clang on a 64-bit little-endian machine"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Buffer types, with the codes of tt-metal. */
enum
{
    TTALLOC_DRAM = 0, TTALLOC_L1 = 1, TTALLOC_SYSTEM_MEMORY = 2, TTALLOC_L1_SMALL = 3, TTALLOC_TRACE = 4,
    TTALLOC_CB = 5, TTALLOC_KERNEL = 6, TTALLOC_FIRMWARE = 7, TTALLOC_LAUNCH = 8
};

/* What a report came to, where it did not come to a position. */
enum
{
    TTALLOC_DROPPED = -1, TTALLOC_INVALID = -2, TTALLOC_DISABLED = -3, TTALLOC_CLOSED = -4
};

/* Every core of a device, as a core range. */
#define TTALLOC_ALL_CORES 0u

/* How to report; NULL or zero members stand for the environment and the defaults. */
typedef struct ttalloc_options
{
    const char *directory;    /* else TT_ALLOC_DIR, else /dev/shm/ttalloc-<uid> */
    const char *process_name; /* else the command name */
    uint64_t ring_bytes;      /* else TT_ALLOC_RING_BYTES, else 32 MiB */
    int enabled;              /* 1: on whatever TT_ALLOC_TRACKING_ENABLED says */
} ttalloc_options;

/* What a runtime knows of a device; zero is unknown. */
typedef struct ttalloc_device
{
    int architecture;            /* 1 Wormhole B0, 2 Blackhole */
    uint64_t chip_id;            /* the same number from every process */
    const char *board;           /* such as "n150" */
    uint64_t harvest_mask;       /* bit i: i-th row (Wormhole) or column (Blackhole) in NOC 0 order */
    uint32_t compute_grid;       /* core range in LOGICAL coordinates */
    uint64_t unreserved_l1_base; /* first address of circular buffers */
    uint64_t l1_small_bytes;     /* of each core */
    int logical_coordinates;     /* 1: core coordinates in ids are LOGICAL, else TRANSLATED */
} ttalloc_device;

typedef struct ttalloc_reporter ttalloc_reporter;

/* --- layouts ---------------------------------------------------------------------------------------------------- */

/* One event: 56 bytes. */
typedef struct ttalloc_event
{
    uint8_t kind;
    uint8_t type;
    uint8_t device;
    uint8_t flags;
    uint32_t core_range; /* bytes x0, y0, x1 + 1, y1 + 1 */
    uint64_t time_nanos; /* CLOCK_MONOTONIC */
    uint64_t buffer_id;
    uint64_t bytes;
    uint64_t bytes_per_bank;
    uint32_t tag;
    uint32_t reserved;
    uint64_t argument;
} ttalloc_event;

/* One record of a ring: one cache line. */
typedef struct ttalloc_record
{
    uint64_t committed; /* length and message type, stored last */
    ttalloc_event event;
} ttalloc_record;

enum
{
    TTALLOC_VERSION = 1, TTALLOC_HEADER_LENGTH = 4096, TTALLOC_RECORD_LENGTH = 64, TTALLOC_TRAILER_LENGTH = 768,
    TTALLOC_PAGE_LENGTH = 4096, TTALLOC_NAME_LENGTH = 64, TTALLOC_TEXT_LENGTH = 256, TTALLOC_TEXT_PART_LENGTH = 32,
    TTALLOC_TEXT_BUCKETS = 1024, TTALLOC_MAX_TEXTS = 65535, TTALLOC_MAX_DEVICE = 63, TTALLOC_MAX_COORDINATE = 63,
    TTALLOC_MAX_ARCHITECTURE = 255, TTALLOC_MIN_RING = 256 * 1024, TTALLOC_MAX_REFUSED = 64 * 1024,
    TTALLOC_TURN_MILLIS = 2000, TTALLOC_NO_TURN = -1, TTALLOC_NO_LOCK = -2, TTALLOC_TEXT_LOCK_MILLIS = 100,
    TTALLOC_KIND_DEVICE_OPEN = 1, TTALLOC_KIND_ALLOCATE = 2, TTALLOC_KIND_FREE = 3, TTALLOC_KIND_FREE_ALL = 4,
    TTALLOC_KIND_WRITE = 5, TTALLOC_KIND_TEXT = 6, TTALLOC_KIND_MARK = 8
};

#define TTALLOC_MAGIC UINT64_C(0x52434F4C4C415454)
#define TTALLOC_COMMITTED ((UINT64_C(1) << 32) | TTALLOC_RECORD_LENGTH)
#define TTALLOC_MAX_RING (UINT64_C(1) << 30)
#define TTALLOC_DEFAULT_RING (UINT64_C(32) << 20)
#define TTALLOC_UNUSED_ID_BITS (~((UINT64_C(63) << 48) | (UINT64_C(63) << 32) | UINT64_C(0xFFFFFFFF)))
#define TTALLOC_DEFAULT_QUOTA (UINT64_C(1) << 30)

/* The first page of a ring file. */
typedef struct ttalloc_header
{
    uint32_t version; /* stored last */
    uint32_t header_length;
    uint64_t magic;
    uint64_t producer_id;
    uint64_t capacity;
    uint64_t pid;
    uint64_t start_ticks;
    uint64_t start_time_nanos;
    uint64_t pid_namespace;
    uint64_t boot_id[2];
    uint32_t uid;
    uint32_t flags;
    uint32_t name_length;
    char name[TTALLOC_NAME_LENGTH];
    uint8_t padding[192 - 156];
    uint64_t dropped;
    uint32_t closed;
} ttalloc_header;

#ifdef __cplusplus
#define TTALLOC_CHECK(condition) static_assert(condition, #condition)
#else
#define TTALLOC_CHECK(condition) _Static_assert(condition, #condition)
#endif
TTALLOC_CHECK(sizeof(ttalloc_event) == 56);
TTALLOC_CHECK(sizeof(ttalloc_record) == TTALLOC_RECORD_LENGTH);
TTALLOC_CHECK(__builtin_offsetof(ttalloc_header, boot_id) == 64);
TTALLOC_CHECK(__builtin_offsetof(ttalloc_header, name) == 92);
TTALLOC_CHECK(__builtin_offsetof(ttalloc_header, dropped) == 192);
TTALLOC_CHECK(__builtin_offsetof(ttalloc_header, closed) == 200);

typedef struct ttalloc_text
{
    struct ttalloc_text *next;
    int32_t id;
    char text[1];
} ttalloc_text;

struct ttalloc_reporter
{
    ttalloc_header *header;
    uint8_t *records;
    uint64_t mask;
    uint64_t capacity;
    uint64_t *tail;
    uint64_t *head_cache;
    uint64_t *head;
    uint64_t *heartbeat;
    uint32_t *open_here; /* on a page that fork() wipes: 1 in the process that opened, 0 in its children */
    size_t length;
    int fd;
    int64_t period_start_nanos; /* of the waits that are summed up in waited_nanos */
    int64_t waited_nanos;
    int64_t last_wait_nanos;
    int64_t waited_before_nanos; /* in the period before, and when the last of them ended */
    int64_t last_wait_before_nanos;
    ttalloc_text *texts[TTALLOC_TEXT_BUCKETS];
    int32_t last_text;
    int text_lock;
};

/* --- reporting -------------------------------------------------------------------------------------------------- */

static inline int64_t ttalloc_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The id of a buffer on one core; the id of one of the whole device is its address. */
static inline uint64_t ttalloc_id(unsigned x, unsigned y, uint32_t address)
{
    return (uint64_t)(x & 0xFFFF) << 48 | (uint64_t)(y & 0xFFFF) << 32 | address;
}

/* Whether a packed core range is TTALLOC_ALL_CORES or has at least one core. */
static inline int ttalloc_is_core_range(uint32_t range)
{
    return TTALLOC_ALL_CORES == range ||
        ((range >> 16 & 0xFF) > (range & 0xFF) && range >> 24 > (range >> 8 & 0xFF));
}

/* A rectangle of cores, corners inclusive, coordinates up to 254. */
static inline uint32_t ttalloc_cores(unsigned x0, unsigned y0, unsigned x1, unsigned y1)
{
    return x0 | y0 << 8 | (x1 + 1) << 16 | (y1 + 1) << 24;
}

static inline int64_t ttalloc_try_claim(ttalloc_reporter *reporter)
{
    uint64_t head = __atomic_load_n(reporter->head_cache, __ATOMIC_ACQUIRE);
    uint64_t tail = __atomic_load_n(reporter->tail, __ATOMIC_SEQ_CST);
    do
    {
        if ((int64_t)(tail - head) >= (int64_t)reporter->capacity)
        {
            /* acquires the head that the recorder released after zeroing; it may have passed a tail read long ago */
            head = __atomic_load_n(reporter->head, __ATOMIC_SEQ_CST);
            if ((int64_t)(tail - head) >= (int64_t)reporter->capacity)
            {
                return TTALLOC_DROPPED;
            }
            __atomic_store_n(reporter->head_cache, head, __ATOMIC_RELEASE);
        }
    }
    while (!__atomic_compare_exchange_n(
        reporter->tail, &tail, tail + TTALLOC_RECORD_LENGTH, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
    return (int64_t)tail;
}

/* Whether the waits of the last second leave a budget; periods of a second or more follow each other. */
static inline int ttalloc_may_wait(ttalloc_reporter *reporter, int64_t now)
{
    const int64_t second = 1000000000, budget = 10000000;
    int64_t start = __atomic_load_n(&reporter->period_start_nanos, __ATOMIC_RELAXED);
    if (now - start >= second && __atomic_compare_exchange_n(
        &reporter->period_start_nanos, &start, now, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
    {
        __atomic_store_n(&reporter->last_wait_before_nanos,
            __atomic_load_n(&reporter->last_wait_nanos, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
        __atomic_store_n(&reporter->waited_before_nanos,
            __atomic_exchange_n(&reporter->waited_nanos, 0, __ATOMIC_SEQ_CST), __ATOMIC_RELAXED);
    }
    const int64_t before = now - __atomic_load_n(&reporter->last_wait_before_nanos, __ATOMIC_RELAXED) < second ?
        __atomic_load_n(&reporter->waited_before_nanos, __ATOMIC_RELAXED) : 0;
    return __atomic_load_n(&reporter->waited_nanos, __ATOMIC_RELAXED) + before < budget;
}

/* Sleeps for 20 us, which no pthread_cancel() ends: a thread that was cancelled under the lock would keep it. */
static inline void ttalloc_pause(void)
{
    const struct timespec pause = {0, 20000};
    syscall(SYS_nanosleep, &pause, NULL);
}

/* Waits for space: only while the recorder was seen within a second, and in all 10 ms in any second. */
static inline int64_t ttalloc_wait_claim(ttalloc_reporter *reporter)
{
    const int64_t second = 1000000000;
    int64_t now = ttalloc_now();
    int64_t position = TTALLOC_DROPPED;
    while (position < 0 && now - (int64_t)__atomic_load_n(reporter->heartbeat, __ATOMIC_ACQUIRE) < second &&
        ttalloc_may_wait(reporter, now))
    {
        ttalloc_pause();
        const int64_t later = ttalloc_now();
        __atomic_add_fetch(&reporter->waited_nanos, later - now, __ATOMIC_RELAXED);
        __atomic_store_n(&reporter->last_wait_nanos, later, __ATOMIC_RELAXED);
        now = later;
        position = ttalloc_try_claim(reporter);
    }
    return position;
}

/* Counts a report that is not taken; the count of a parent is not that of its forked child. */
static inline int64_t ttalloc_reject(ttalloc_reporter *reporter, int64_t status)
{
    if (!__atomic_load_n(reporter->open_here, __ATOMIC_RELAXED))
    {
        return TTALLOC_CLOSED;
    }
    __atomic_add_fetch(&reporter->header->dropped, 1, __ATOMIC_RELAXED);
    return status;
}

static inline int64_t ttalloc_report(ttalloc_reporter *reporter, const ttalloc_event *event)
{
    if (NULL == reporter)
    {
        return TTALLOC_DISABLED;
    }
    if (!__atomic_load_n(reporter->open_here, __ATOMIC_RELAXED))
    {
        return TTALLOC_CLOSED;
    }
    int64_t position = ttalloc_try_claim(reporter);
    if (position < 0)
    {
        position = ttalloc_wait_claim(reporter);
        if (position < 0)
        {
            return ttalloc_reject(reporter, TTALLOC_DROPPED);
        }
    }
    ttalloc_record *record = (ttalloc_record *)(reporter->records + ((uint64_t)position & reporter->mask));
    record->event = *event;
    /* pairs with the recorder's acquiring read of the same word */
    __atomic_store_n(&record->committed, TTALLOC_COMMITTED, __ATOMIC_RELEASE);
    return position;
}

static inline int64_t ttalloc_report_buffer(
    ttalloc_reporter *reporter, uint8_t kind, int device, int type, uint64_t buffer_id, uint64_t bytes,
    uint64_t bytes_per_bank, uint32_t core_range, int32_t tag)
{
    if (NULL == reporter)
    {
        return TTALLOC_DISABLED;
    }
    if (device < 0 || device > TTALLOC_MAX_DEVICE || type < TTALLOC_DRAM || type > TTALLOC_LAUNCH ||
        bytes > INT64_MAX || bytes_per_bank > INT64_MAX || 0 != (buffer_id & TTALLOC_UNUSED_ID_BITS) ||
        !ttalloc_is_core_range(core_range))
    {
        return ttalloc_reject(reporter, TTALLOC_INVALID);
    }
    const ttalloc_event event = {
        kind, (uint8_t)type, (uint8_t)device, 0, core_range, (uint64_t)ttalloc_now(), buffer_id, bytes,
        bytes_per_bank, (uint32_t)tag, 0, 0};
    return ttalloc_report(reporter, &event);
}

/* A buffer was allocated: bytes of the whole buffer on the device, bytes in each bank (0 unknown). */
static inline int64_t ttalloc_allocate(
    ttalloc_reporter *reporter, int device, int type, uint64_t buffer_id, uint64_t bytes, uint64_t bytes_per_bank,
    uint32_t core_range, int32_t tag)
{
    return ttalloc_report_buffer(
        reporter, TTALLOC_KIND_ALLOCATE, device, type, buffer_id, bytes, bytes_per_bank, core_range, tag);
}

/* A buffer lost a reference; it is gone with the last one. */
static inline int64_t ttalloc_free(ttalloc_reporter *reporter, int device, int type, uint64_t buffer_id)
{
    return ttalloc_report_buffer(
        reporter, TTALLOC_KIND_FREE, device, type, buffer_id, 0, 0, TTALLOC_ALL_CORES, 0);
}

/* Every buffer of one type on one device was freed. */
static inline int64_t ttalloc_free_all(ttalloc_reporter *reporter, int device, int type)
{
    return ttalloc_report_buffer(reporter, TTALLOC_KIND_FREE_ALL, device, type, 0, 0, 0, TTALLOC_ALL_CORES, 0);
}

/* Firmware, a kernel or launch data was put on one core, over whatever was there. */
static inline int64_t ttalloc_write(
    ttalloc_reporter *reporter, int device, int type, unsigned x, unsigned y, uint32_t address, uint64_t bytes,
    int32_t tag)
{
    if (NULL == reporter)
    {
        return TTALLOC_DISABLED;
    }
    if (x > TTALLOC_MAX_COORDINATE || y > TTALLOC_MAX_COORDINATE)
    {
        return ttalloc_reject(reporter, TTALLOC_INVALID);
    }
    return ttalloc_report_buffer(
        reporter, TTALLOC_KIND_WRITE, device, type, ttalloc_id(x, y, address), bytes, 0,
        ttalloc_cores(x, y, x, y), tag);
}

/* A moment worth a name. */
static inline int64_t ttalloc_mark(ttalloc_reporter *reporter, int32_t tag)
{
    return ttalloc_report_buffer(
        reporter, TTALLOC_KIND_MARK, 0, TTALLOC_DRAM, 0, 0, 0, TTALLOC_ALL_CORES, tag);
}

/* Sends a text in parts; its id is spent once a part of it is in the ring. */
static inline int ttalloc_send_text(ttalloc_reporter *reporter, int32_t id, const char *text, size_t length)
{
    const size_t parts = (length + TTALLOC_TEXT_PART_LENGTH - 1) / TTALLOC_TEXT_PART_LENGTH;
    for (size_t part = 0; part < parts; part++)
    {
        ttalloc_event event;
        memset(&event, 0, sizeof(event));
        event.kind = TTALLOC_KIND_TEXT;
        event.device = (uint8_t)parts;
        event.flags = (uint8_t)part;
        event.core_range = (uint32_t)length;
        event.time_nanos = (uint64_t)ttalloc_now();
        event.buffer_id = (uint64_t)id;
        const size_t from = part * TTALLOC_TEXT_PART_LENGTH;
        const size_t left = length - from;
        memcpy((uint8_t *)&event + __builtin_offsetof(ttalloc_event, bytes), text + from,
            left < TTALLOC_TEXT_PART_LENGTH ? left : (size_t)TTALLOC_TEXT_PART_LENGTH);
        if (ttalloc_report(reporter, &event) < 0)
        {
            return 0;
        }
        reporter->last_text = id;
    }
    return 1;
}

/*
 * The id of a text that later reports may carry, sent once; 0 if it cannot be sent. Takes a lock; 0 if another thread
 * has it for 100 ms.
 */
static inline int32_t ttalloc_tag(ttalloc_reporter *reporter, const char *text)
{
    if (NULL == reporter || NULL == text || !*text || !__atomic_load_n(reporter->open_here, __ATOMIC_RELAXED))
    {
        return 0;
    }
    size_t length = strlen(text);
    if (length > TTALLOC_TEXT_LENGTH)
    {
        length = TTALLOC_TEXT_LENGTH;
        while (length > 0 && 0x80 == ((uint8_t)text[length] & 0xC0))
        {
            length--;
        }
    }
    const int64_t deadline = ttalloc_now() + TTALLOC_TEXT_LOCK_MILLIS * 1000000ll;
    while (__atomic_exchange_n(&reporter->text_lock, 1, __ATOMIC_ACQUIRE))
    {
        if (ttalloc_now() >= deadline)
        {
            return 0;
        }
        ttalloc_pause();
    }
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
    {
        hash = (hash ^ (uint8_t)text[i]) * 16777619u;
    }
    ttalloc_text **bucket = &reporter->texts[hash % TTALLOC_TEXT_BUCKETS];
    int32_t id = 0;
    for (const ttalloc_text *known = *bucket; NULL != known && 0 == id; known = known->next)
    {
        id = 0 == strncmp(known->text, text, length) && !known->text[length] ? known->id : 0;
    }
    if (0 == id && reporter->last_text < TTALLOC_MAX_TEXTS)
    {
        ttalloc_text *sent = (ttalloc_text *)malloc(sizeof(ttalloc_text) + length);
        const int32_t next = reporter->last_text + 1;
        if (NULL != sent && ttalloc_send_text(reporter, next, text, length))
        {
            memcpy(sent->text, text, length);
            sent->text[length] = 0;
            sent->id = id = next;
            sent->next = *bucket;
            *bucket = sent;
        }
        else
        {
            free(sent);
        }
    }
    __atomic_store_n(&reporter->text_lock, 0, __ATOMIC_RELEASE);
    return id;
}

/* A device was opened; once for each, before its first buffer. */
static inline int64_t ttalloc_device_open(ttalloc_reporter *reporter, int device, const ttalloc_device *description)
{
    if (NULL == reporter)
    {
        return TTALLOC_DISABLED;
    }
    if (device < 0 || device > TTALLOC_MAX_DEVICE || NULL == description || description->architecture < 0 ||
        description->architecture > TTALLOC_MAX_ARCHITECTURE || !ttalloc_is_core_range(description->compute_grid))
    {
        return ttalloc_reject(reporter, TTALLOC_INVALID);
    }
    const int32_t tag = ttalloc_tag(reporter, description->board);
    const ttalloc_event event = {
        TTALLOC_KIND_DEVICE_OPEN, (uint8_t)description->architecture, (uint8_t)device,
        (uint8_t)(description->logical_coordinates ? 1 : 0), description->compute_grid, (uint64_t)ttalloc_now(),
        description->chip_id, description->harvest_mask, description->unreserved_l1_base, (uint32_t)tag, 0,
        description->l1_small_bytes};
    return ttalloc_report(reporter, &event);
}

/* --- opening and closing ---------------------------------------------------------------------------------------- */

static inline ttalloc_reporter *ttalloc_refuse(const char *what, const char *name)
{
    fprintf(stderr, "ttalloc: allocation tracking is off in this process: %s %s%s%s\n", what, name,
        errno ? ": " : "", errno ? strerror(errno) : "");
    return NULL;
}

/* The first line of a small file, without its end; empty if there is none. */
static inline void ttalloc_read_line(const char *path, char *line, size_t size)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t length = fd < 0 ? 0 : read(fd, line, size - 1);
    line[length < 0 ? 0 : length] = 0;
    line[strcspn(line, "\n")] = 0;
    if (fd >= 0)
    {
        close(fd);
    }
}

/* A setting that is a whole number of bytes, at most INT64_MAX; 0 with a line on stderr if it is anything else. */
static inline int ttalloc_number(const char *name, uint64_t *value)
{
    const char *text = getenv(name);
    if (NULL == text || !*text)
    {
        return 1;
    }
    errno = 0;
    const size_t digits = strspn(text, "0123456789");
    *value = strtoull(text, NULL, 10);
    if (text[digits] || 0 != errno || *value > INT64_MAX)
    {
        errno = 0;
        char setting[256];
        snprintf(setting, sizeof(setting), "%s=%s", name, text);
        ttalloc_refuse("not a whole number of bytes:", setting);
        return 0;
    }
    return 1;
}

/* Whether the group is let in. */
static inline int ttalloc_is_group(void)
{
    const char *group = getenv("TT_ALLOC_GROUP");
    return NULL != group && 0 == strcmp(group, "1");
}

/*
 * Opens a file, creating it for this user alone or, whatever the umask, for the group too. A pipe is not waited for,
 * and refused as a link is.
 */
static inline int ttalloc_open_file(const char *path, int flags)
{
    const int fd = open(path, flags | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    struct stat status;
    if (fd >= 0 && (0 != fstat(fd, &status) || !S_ISREG(status.st_mode) ||
        (ttalloc_is_group() && 0660 != (status.st_mode & 0660) && 0 != fchmod(fd, 0660))))
    {
        close(fd);
        return -1;
    }
    return fd;
}

/* Whether this process is in a group. */
static inline int ttalloc_is_in_group(gid_t group)
{
    gid_t groups[1024];
    const int count = getgroups((int)(sizeof(groups) / sizeof(*groups)), groups);
    int is_in = group == getegid();
    for (int i = 0; i < count && !is_in; i++)
    {
        is_in = group == groups[i];
    }
    return is_in;
}

/* Makes the tracker directory and its rings where they are absent, and checks that this user may trust them. */
static inline int ttalloc_open_directory(const char *directory, char *rings, size_t size)
{
    const int is_group = ttalloc_is_group();
    const mode_t mode = is_group ? 0770 : 0700;
    struct stat status;
    if (0 == mkdir(directory, mode) && is_group)
    {
        chmod(directory, mode);
    }
    if (0 != lstat(directory, &status))
    {
        return 0;
    }
    errno = 0;
    if (!S_ISDIR(status.st_mode) || status.st_mode & ~mode & 0777 || (status.st_uid != geteuid() &&
        !(is_group && (0 == status.st_uid || ttalloc_is_in_group(status.st_gid)))))
    {
        return 0;
    }
    if ((size_t)snprintf(rings, size, "%s/rings", directory) >= size)
    {
        errno = ENAMETOOLONG;
        return 0;
    }
    if (0 == mkdir(rings, mode) && is_group)
    {
        chmod(rings, mode);
    }
    errno = 0;
    return 0 == lstat(rings, &status) && S_ISDIR(status.st_mode);
}

/* The bytes of all rings in a directory. */
static inline uint64_t ttalloc_ring_bytes(const char *rings)
{
    uint64_t bytes = 0;
    DIR *directory = opendir(rings);
    if (NULL != directory)
    {
        struct dirent *entry;
        while (NULL != (entry = readdir(directory)))
        {
            struct stat status;
            if (0 == fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) &&
                S_ISREG(status.st_mode))
            {
                bytes += (uint64_t)status.st_size;
            }
        }
        closedir(directory);
    }
    return bytes;
}

/* Leaves a line for those who ask why a process is not seen. */
static inline void ttalloc_note_refusal(const char *rings, uint64_t quota)
{
    char name[4096];
    struct stat status;
    if ((size_t)snprintf(name, sizeof(name), "%s/refused", rings) >= sizeof(name) ||
        (0 == lstat(name, &status) && status.st_size >= TTALLOC_MAX_REFUSED))
    {
        return;
    }
    const int fd = ttalloc_open_file(name, O_WRONLY | O_APPEND);
    if (fd >= 0)
    {
        struct timespec wall;
        clock_gettime(CLOCK_REALTIME, &wall);
        dprintf(fd, "%lld pid=%d one more ring would pass the quota of %llu bytes in %s: start a recorder "
            "('ttalloc serve'), or raise TT_ALLOC_RING_QUOTA_BYTES\n",
            (long long)wall.tv_sec * 1000 + wall.tv_nsec / 1000000, (int)getpid(), (unsigned long long)quota, rings);
        close(fd);
    }
}

/* A lock of one byte of a file, which falls when this process closes any descriptor of the file. */
static inline int ttalloc_lock(int fd)
{
    struct flock lock;
    memset(&lock, 0, sizeof(lock));
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    return 0 == fcntl(fd, F_SETLK, &lock);
}

/*
 * Takes this process's turn at making a ring: TTALLOC_NO_TURN if the turn does not come, as its holder is stopped,
 * TTALLOC_NO_LOCK if there can be no turns.
 */
static inline int ttalloc_take_turn(const char *directory)
{
    char name[4096];
    if ((size_t)snprintf(name, sizeof(name), "%s/births.lock", directory) >= sizeof(name))
    {
        errno = ENAMETOOLONG;
        return TTALLOC_NO_LOCK;
    }
    const int fd = ttalloc_open_file(name, O_WRONLY);
    if (fd < 0)
    {
        return TTALLOC_NO_LOCK;
    }
    const struct timespec pause = {0, 4000000};
    const int64_t deadline = ttalloc_now() + TTALLOC_TURN_MILLIS * 1000000ll;
    int is_ours = ttalloc_lock(fd);
    while (!is_ours && ttalloc_now() < deadline)
    {
        nanosleep(&pause, NULL);
        is_ours = ttalloc_lock(fd);
    }
    if (!is_ours)
    {
        close(fd);
    }
    return is_ours ? fd : TTALLOC_NO_TURN;
}

/* Whether a file may have a length, which is said if not: the system ends a process that passes its limit. */
static inline int ttalloc_is_length_allowed(size_t length)
{
    struct rlimit limit;
    if (0 != getrlimit(RLIMIT_FSIZE, &limit) || length <= limit.rlim_cur)
    {
        return 1;
    }
    char lengths[64];
    snprintf(lengths, sizeof(lengths), "%zu bytes, more than %llu", length, (unsigned long long)limit.rlim_cur);
    errno = 0;
    ttalloc_refuse(
        "raise the limit of file sizes (ulimit -f) or lower TT_ALLOC_RING_BYTES, a ring would have", lengths);
    return 0;
}

/*
 * Creates the file of a ring at its full length, unless that passes the quota. It gets its length first and all lengths
 * are counted then, so of rings that are born at once those that stay never pass it; -1 with errno EDQUOT if it does.
 * For the holder of the turn, who keeps it until the ring has its name: a listing may miss a file that is renamed.
 */
static inline int ttalloc_create_ring(const char *rings, const char *birth, size_t length, uint64_t quota)
{
    int fd = ttalloc_open_file(birth, O_RDWR | O_EXCL);
    int failure = fd < 0 || 0 != ftruncate(fd, (off_t)length) ? errno : 0;
    if (0 == failure && ttalloc_ring_bytes(rings) > quota)
    {
        ttalloc_note_refusal(rings, quota);
        failure = EDQUOT;
    }
    if (fd >= 0 && 0 != failure)
    {
        unlink(birth);
        close(fd);
        fd = -1;
    }
    errno = failure;
    return fd;
}

static inline void ttalloc_end_turn(int turn)
{
    const int failure = errno;
    if (turn >= 0)
    {
        close(turn);
    }
    errno = failure;
}

static inline void ttalloc_write_header(
    ttalloc_header *header, uint64_t producer_id, uint64_t capacity, const char *name)
{
    char line[1024];
    ttalloc_read_line("/proc/self/stat", line, sizeof(line));
    const char *field = strrchr(line, ')');
    for (int i = 0; NULL != field && i < 20; i++)
    {
        field = strchr(field + 1, ' ');
    }
    header->start_ticks = NULL == field ? 0 : strtoull(field + 1, NULL, 10);
    struct timespec boot, wall;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    clock_gettime(CLOCK_REALTIME, &wall);
    const uint64_t booted = (uint64_t)(wall.tv_sec - boot.tv_sec) * 1000000000u + wall.tv_nsec - boot.tv_nsec;
    header->start_time_nanos = booted + header->start_ticks * (1000000000u / (uint64_t)sysconf(_SC_CLK_TCK));
    struct stat status;
    header->pid_namespace = 0 == stat("/proc/self/ns/pid", &status) ? (uint64_t)status.st_ino : 0;
    ttalloc_read_line("/proc/sys/kernel/random/boot_id", line, sizeof(line));
    int digits = 0;
    for (const char *c = line; *c && digits < 32; c++)
    {
        if ('-' != *c)
        {
            const uint64_t digit = (uint64_t)(*c <= '9' ? *c - '0' : (*c | 32) - 'a' + 10);
            header->boot_id[digits / 16] = header->boot_id[digits / 16] << 4 | (digit & 15);
            digits++;
        }
    }
    ttalloc_read_line("/proc/self/comm", line, sizeof(line));
    const char *shown = NULL == name || !*name ? line : name;
    const size_t length = strlen(shown);
    header->name_length = (uint32_t)(length < TTALLOC_NAME_LENGTH ? length : (size_t)TTALLOC_NAME_LENGTH);
    memcpy(header->name, shown, header->name_length);
    header->header_length = TTALLOC_HEADER_LENGTH;
    header->magic = TTALLOC_MAGIC;
    header->producer_id = producer_id;
    header->capacity = capacity;
    header->pid = (uint64_t)getpid();
    header->uid = (uint32_t)geteuid();
    __atomic_store_n(&header->version, TTALLOC_VERSION, __ATOMIC_RELEASE);
}

/* Writes every page, maps and locks a ring file: a hole in tmpfs would be a SIGBUS later. */
static inline void *ttalloc_map_ring(int fd, size_t length)
{
    static const uint8_t zeros[16 * TTALLOC_PAGE_LENGTH] = {0};
    for (size_t written = 0; written < length; )
    {
        const size_t wanted = length - written < sizeof(zeros) ? length - written : sizeof(zeros);
        const ssize_t count = write(fd, zeros, wanted);
        if (count < 0 && EINTR != errno)
        {
            return MAP_FAILED;
        }
        written += count < 0 ? 0 : (size_t)count;
    }
    void *mapping = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (MAP_FAILED != mapping && !ttalloc_lock(fd))
    {
        munmap(mapping, length);
        return MAP_FAILED;
    }
    return mapping;
}

/* Gives a ring its name, which no other ring has. */
static inline int ttalloc_name_ring(const char *rings, const char *birth, const ttalloc_header *header)
{
    for (unsigned number = 0; number < 10000; number++)
    {
        char name[4096];
        if ((size_t)snprintf(name, sizeof(name), "%s/%llu-%llu-c%u.ring", rings, (unsigned long long)header->pid,
            (unsigned long long)header->start_ticks, number) >= sizeof(name))
        {
            errno = ENAMETOOLONG;
            return 0;
        }
        if (0 == link(birth, name))
        {
            unlink(birth);
            return 1;
        }
        if (EEXIST != errno)
        {
            return 0;
        }
    }
    return 0;
}

static inline ttalloc_reporter *ttalloc_make_reporter(void *mapping, size_t length, uint64_t capacity, int fd)
{
    ttalloc_reporter *reporter = (ttalloc_reporter *)calloc(1, sizeof(ttalloc_reporter));
    uint32_t *open_here = (uint32_t *)mmap(
        NULL, TTALLOC_PAGE_LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (NULL == reporter || MAP_FAILED == (void *)open_here ||
        0 != madvise(open_here, TTALLOC_PAGE_LENGTH, MADV_WIPEONFORK))
    {
        const int failure = errno;
        if (MAP_FAILED != (void *)open_here)
        {
            munmap(open_here, TTALLOC_PAGE_LENGTH);
        }
        free(reporter);
        errno = failure;
        return NULL;
    }
    uint8_t *trailer = (uint8_t *)mapping + TTALLOC_HEADER_LENGTH + capacity;
    reporter->header = (ttalloc_header *)mapping;
    reporter->records = (uint8_t *)mapping + TTALLOC_HEADER_LENGTH;
    reporter->capacity = capacity;
    reporter->mask = capacity - 1;
    reporter->tail = (uint64_t *)(trailer + 128);
    reporter->head_cache = (uint64_t *)(trailer + 256);
    reporter->head = (uint64_t *)(trailer + 384);
    reporter->heartbeat = (uint64_t *)(trailer + 640);
    reporter->length = length;
    reporter->fd = fd;
    reporter->period_start_nanos = ttalloc_now() - 1000000000;
    reporter->open_here = open_here;
    *open_here = 1;
    return reporter;
}

/*
 * Opens the reporter of this process; options may be NULL. NULL if tracking is off, or if something keeps it from
 * reporting, which is said once on stderr. One reporter serves all threads.
 */
static inline ttalloc_reporter *ttalloc_open(const ttalloc_options *options)
{
    const ttalloc_options none = {NULL, NULL, 0, 0};
    const ttalloc_options *chosen = NULL == options ? &none : options;
    const char *enabled = getenv("TT_ALLOC_TRACKING_ENABLED");
    if (!chosen->enabled && (NULL == enabled || 0 != strcmp(enabled, "1")))
    {
        return NULL;
    }
    char usual[64], rings[3072], birth[3200];
    const char *directory = NULL != chosen->directory ? chosen->directory : getenv("TT_ALLOC_DIR");
    if (NULL == directory || !*directory)
    {
        snprintf(usual, sizeof(usual), "/dev/shm/ttalloc-%u", (unsigned)geteuid());
        directory = usual;
    }
    if (!ttalloc_open_directory(directory, rings, sizeof(rings)))
    {
        return ttalloc_refuse("not a directory of this user's that is closed to others:", directory);
    }
    uint64_t capacity = chosen->ring_bytes ? chosen->ring_bytes : TTALLOC_DEFAULT_RING;
    if (!chosen->ring_bytes && !ttalloc_number("TT_ALLOC_RING_BYTES", &capacity))
    {
        return NULL;
    }
    errno = 0;
    if (capacity < TTALLOC_MIN_RING || capacity > TTALLOC_MAX_RING || capacity & (capacity - 1))
    {
        snprintf(usual, sizeof(usual), "TT_ALLOC_RING_BYTES=%llu", (unsigned long long)capacity);
        return ttalloc_refuse("not a power of two from 262144 to 1073741824:", usual);
    }
    struct statvfs space;
    if (0 != statvfs(rings, &space))
    {
        return ttalloc_refuse("no space known for", rings);
    }
    while (capacity > TTALLOC_MIN_RING && capacity > (uint64_t)space.f_bavail * space.f_frsize / 16)
    {
        capacity >>= 1;
    }
    const uint64_t quarter = (uint64_t)space.f_blocks * space.f_frsize / 4;
    uint64_t quota = quarter < TTALLOC_DEFAULT_QUOTA ? quarter : TTALLOC_DEFAULT_QUOTA;
    if (!ttalloc_number("TT_ALLOC_RING_QUOTA_BYTES", &quota))
    {
        return NULL;
    }
    const size_t length = (size_t)(TTALLOC_HEADER_LENGTH + capacity + TTALLOC_PAGE_LENGTH);
    if (!ttalloc_is_length_allowed(length))
    {
        return NULL;
    }
    uint64_t producer_id = 0;
    while (0 == producer_id)
    {
        if (sizeof(producer_id) != getrandom(&producer_id, sizeof(producer_id), 0))
        {
            return ttalloc_refuse("no random number for a ring in", rings);
        }
    }
    snprintf(birth, sizeof(birth), "%s/.birth-%llx", rings, (unsigned long long)producer_id);
    const int turn = ttalloc_take_turn(directory);
    if (TTALLOC_NO_LOCK == turn)
    {
        return ttalloc_refuse("births.lock cannot be opened as a file in", directory);
    }
    const int fd = ttalloc_create_ring(rings, birth, length, quota);
    if (fd < 0 && EDQUOT == errno)
    {
        ttalloc_end_turn(turn);
        errno = 0;
        return ttalloc_refuse("start a recorder or raise TT_ALLOC_RING_QUOTA_BYTES, one more ring passes the quota of",
            rings);
    }
    void *mapping = fd < 0 ? MAP_FAILED : ttalloc_map_ring(fd, length);
    ttalloc_reporter *reporter = NULL;
    if (MAP_FAILED != mapping)
    {
        ttalloc_write_header((ttalloc_header *)mapping, producer_id, capacity, chosen->process_name);
        reporter = ttalloc_make_reporter(mapping, length, capacity, fd);
    }
    if (NULL == reporter || !ttalloc_name_ring(rings, birth, reporter->header))
    {
        const int failure = errno;
        if (fd >= 0)
        {
            unlink(birth);
            close(fd);
        }
        if (MAP_FAILED != mapping)
        {
            munmap(mapping, length);
        }
        if (NULL != reporter)
        {
            munmap(reporter->open_here, TTALLOC_PAGE_LENGTH);
        }
        free(reporter);
        errno = failure;
        ttalloc_end_turn(turn);
        return ttalloc_refuse("no ring can be made in", rings);
    }
    ttalloc_end_turn(turn);
    return reporter;
}

/*
 * Ends the reporting of this process; the process counts as cleanly ended. No other thread may report any more. In a
 * child of fork() it only frees the child's memory.
 */
static inline void ttalloc_close(ttalloc_reporter *reporter)
{
    if (NULL == reporter)
    {
        return;
    }
    if (*reporter->open_here)
    {
        __atomic_store_n(&reporter->header->closed, 1, __ATOMIC_RELEASE);
    }
    close(reporter->fd);
    munmap(reporter->header, reporter->length);
    munmap(reporter->open_here, TTALLOC_PAGE_LENGTH);
    for (int i = 0; i < TTALLOC_TEXT_BUCKETS; i++)
    {
        for (ttalloc_text *text = reporter->texts[i]; NULL != text; )
        {
            ttalloc_text *next = text->next;
            free(text);
            text = next;
        }
    }
    free(reporter);
}

#ifdef __cplusplus
}
#endif

#endif
