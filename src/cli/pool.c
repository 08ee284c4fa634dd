/* SPDX-License-Identifier: BSD-2-Clause */
/* Children that do tasks: started, watched, killed when they must be, and their output copied in order. */
#define _GNU_SOURCE /* memfd_create(), ppoll() */

#include "cli/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Address space means nothing where a sanitizer maps terabytes of it. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Tasks begun beyond those that run: they have ended, and wait for an earlier one. */
enum { AHEAD = 2, SLOTS_MAX = POOL_JOBS_MAX * (1 + AHEAD) };

/* The exit status of a child that could not begin its task. */
enum { EXIT_UNABLE = 127 };

/* What a child leaves in memory that it shares with the parent; an exit status anybody can give. */
struct legacy {
    bool returned;
    struct pool_report report;
};

enum slot_state { SLOT_RUNNING, SLOT_ENDED };

/* One task that was begun and is not yet copied out. */
struct slot {
    enum slot_state state;
    void *task;
    pid_t pid;
    int out;
    int err;
    int64_t deadline;   /* milliseconds of the monotonic clock; 0: none */
    bool timed_out;
    struct pool_result result;
};

/* Slots first ... first + count - 1, modulo SLOTS_MAX, are in use, in the order of the tasks. */
struct watch {
    const struct pool *pool;
    struct slot slots[SLOTS_MAX];
    size_t room; /* slots that may be used */
    size_t first;
    size_t count;
    size_t running;
    bool exhausted;              /* there is no next task */
    int64_t begun;               /* when the first was begun, */
    uint64_t started;            /* and how many since */
    struct legacy *legacies;     /* one a slot */
    sigset_t before;             /* the signal mask that the parent came with, */
    sigset_t waiting;            /* that while it waits: SIGCHLD ends the wait, */
    sigset_t busy;               /* and while it reads or writes: SIGCHLD must still be there when it waits next */
};

static volatile sig_atomic_t interrupted;

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING_SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0]) };

static void note_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* SIGCHLD only has to end a wait. */
static void note_child(int number)
{
    (void)number;
}

static int64_t clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct slot *slot_at(struct watch *watch, size_t index)
{
    return &watch->slots[(watch->first + index) % SLOTS_MAX];
}

static struct legacy *legacy_of(const struct watch *watch, const struct slot *slot)
{
    return &watch->legacies[slot - watch->slots];
}

/* ---- the child ---- */

static void limit(unsigned resource, size_t value)
{
    struct rlimit limit = {.rlim_cur = value, .rlim_max = value}, before;

    if (getrlimit(resource, &before) == 0 && before.rlim_max != RLIM_INFINITY && before.rlim_max < value)
        limit.rlim_cur = limit.rlim_max = before.rlim_max;
    setrlimit(resource, &limit);
}

/*
 * A task that is killed leaves no core file; ^C is for the parent, which then kills the children; and when the parent
 * is gone nobody waits for the result.
 */
static void become_child(const struct watch *watch, const struct slot *slot, pid_t parent)
{
    const struct pool *pool = watch->pool;
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        signal(ending_signals[i], SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &watch->before, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(slot->out, STDOUT_FILENO) < 0 ||
        dup2(slot->err, STDERR_FILENO) < 0)
        _exit(EXIT_UNABLE);
    limit(RLIMIT_CORE, 0);
    if (pool->output > 0)
        limit(RLIMIT_FSIZE, pool->output);
    if (pool->memory > 0 && !SANITIZED)
        limit(RLIMIT_AS, pool->memory);
}

/* _exit(): what the parent has not yet written, and how far it has read, is not the child's to touch. */
static _Noreturn void run_child(const struct watch *watch, struct slot *slot, pid_t parent)
{
    struct pool_report report = {.results = 0};

    become_child(watch, slot, parent);
    watch->pool->run(watch->pool->user, slot->task, &report);
    if (fflush(stdout) != 0 || ferror(stdout))
        report.trouble = true;
    fflush(stderr);
    *legacy_of(watch, slot) = (struct legacy){.returned = true, .report = report};
    _exit(0);
}

/* ---- starting ---- */

/* A file without a name; in memory, or where there is no memfd_create in the folder for such files. */
static int open_file(void)
{
    int descriptor = memfd_create("rptlint", MFD_CLOEXEC);
    FILE *file;

    if (descriptor >= 0)
        return descriptor;
    file = tmpfile();
    if (file == NULL)
        return -1;
    descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
    fclose(file);
    return descriptor;
}

static void close_files(struct slot *slot)
{
    int error = errno;

    if (slot->out >= 0)
        close(slot->out);
    if (slot->err >= 0)
        close(slot->err);
    slot->out = slot->err = -1;
    errno = error;
}

/* False: no child could be started, errno says why. */
static bool start(struct watch *watch, struct slot *slot)
{
    const struct pool *pool = watch->pool;
    pid_t parent = getpid();

    slot->out = open_file();
    slot->err = slot->out >= 0 ? open_file() : -1;
    *legacy_of(watch, slot) = (struct legacy){.returned = false};
    fflush(stdout);
    fflush(stderr);
    slot->pid = slot->err >= 0 ? fork() : -1;
    if (slot->pid == 0)
        run_child(watch, slot, parent);
    if (slot->pid < 0) {
        close_files(slot);
        return false;
    }
    slot->state = SLOT_RUNNING;
    slot->timed_out = false;
    slot->deadline = pool->seconds > 0 ? clock_now() + (int64_t)pool->seconds * 1000 : 0;
    watch->running++;
    return true;
}

/* When the next task may begin, as the rate has it. */
static int64_t due(const struct watch *watch)
{
    uint64_t rate = watch->pool->rate;

    if (rate == 0 || watch->started == 0)
        return 0;
    return watch->begun + (int64_t)(watch->started / rate * 1000 + watch->started % rate * 1000 / rate);
}

static bool may_start(const struct watch *watch)
{
    return !watch->exhausted && watch->running < watch->pool->jobs && watch->count < watch->room &&
           due(watch) <= clock_now();
}

/* The next task; asking for it may take its time, as when standard input is read, and signals may come meanwhile. */
static void *next_task(struct watch *watch)
{
    sigset_t blocked;
    void *task = NULL;

    sigprocmask(SIG_SETMASK, &watch->busy, &blocked);
    if (!interrupted)
        task = watch->pool->next(watch->pool->user);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    return task;
}

/* Begins tasks as long as one may begin.  A child that can't be started is tried again when another has ended. */
static enum pool_status start_tasks(struct watch *watch, void **held)
{
    while (may_start(watch)) {
        struct slot *slot = slot_at(watch, watch->count);

        slot->task = *held != NULL ? *held : next_task(watch);
        *held = NULL;
        watch->exhausted = slot->task == NULL;
        if (watch->exhausted)
            break;
        if (!start(watch, slot)) {
            *held = slot->task;
            return watch->running > 0 ? POOL_DONE : POOL_NO_CHILDREN;
        }
        watch->count++;
        if (watch->started++ == 0)
            watch->begun = clock_now();
    }
    return POOL_DONE;
}

/* ---- ending ---- */

static struct pool_result result_of(const struct watch *watch, const struct slot *slot, int status)
{
    struct pool_result result = {.ending = POOL_EXITED};

    if (slot->timed_out) {
        result.ending = POOL_HUNG;
    } else if (WIFSIGNALED(status)) {
        result.ending = WTERMSIG(status) == SIGXFSZ ? POOL_LARGE : POOL_KILLED;
        result.signal = WTERMSIG(status);
    } else if (legacy_of(watch, slot)->returned) {
        result.ending = POOL_RETURNED;
        result.report = legacy_of(watch, slot)->report;
    }
    return result;
}

/* Takes note of children that have ended, and kills those that have had their time. */
static void reap(struct watch *watch)
{
    int64_t now = clock_now();

    for (size_t i = 0; i < watch->count; i++) {
        struct slot *slot = slot_at(watch, i);
        int status = 0;
        pid_t ended;

        if (slot->state != SLOT_RUNNING)
            continue;
        ended = waitpid(slot->pid, &status, WNOHANG);
        if (ended < 0 && errno != EINTR)
            status = W_EXITCODE(EXIT_UNABLE, 0); /* somebody else has waited for it */
        if (ended == slot->pid || (ended < 0 && errno != EINTR)) {
            slot->state = SLOT_ENDED;
            slot->result = result_of(watch, slot, status);
            watch->running--;
        } else if (slot->deadline != 0 && now >= slot->deadline && !slot->timed_out) {
            slot->timed_out = true;
            kill(slot->pid, SIGKILL);
        }
    }
}

static void copy(int from, FILE *to)
{
    char buffer[16384];
    ssize_t length;

    if (lseek(from, 0, SEEK_SET) != 0)
        return;
    while ((length = read(from, buffer, sizeof(buffer))) > 0)
        if (fwrite(buffer, 1, (size_t)length, to) != (size_t)length)
            return;
}

/* The first of the slots has ended: its output goes out, and the slot is free. */
static void finish_first(struct watch *watch)
{
    struct slot *slot = slot_at(watch, 0);
    const struct pool *pool = watch->pool;

    pool->ended(pool->user, slot->task, &slot->result);
    copy(slot->err, pool->err);
    if (slot->result.ending == POOL_RETURNED)
        copy(slot->out, pool->out);
    close_files(slot);
    watch->first = (watch->first + 1) % SLOTS_MAX;
    watch->count--;
}

/* Signals may come while the reader of the output is slow. */
static void finish_all(struct watch *watch)
{
    sigset_t blocked;

    if (watch->count == 0 || slot_at(watch, 0)->state != SLOT_ENDED)
        return;
    sigprocmask(SIG_SETMASK, &watch->busy, &blocked);
    while (watch->count > 0 && slot_at(watch, 0)->state == SLOT_ENDED && !interrupted && !ferror(watch->pool->out))
        finish_first(watch);
    fflush(watch->pool->out);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
}

/* Nothing more is wanted but what has ended by now. */
static void give_up(struct watch *watch)
{
    const struct pool *pool = watch->pool;

    for (size_t i = 0; i < watch->count; i++)
        if (slot_at(watch, i)->state == SLOT_RUNNING)
            kill(slot_at(watch, i)->pid, SIGKILL);
    while (watch->count > 0) {
        struct slot *slot = slot_at(watch, 0);

        if (slot->state == SLOT_ENDED && !ferror(pool->out)) {
            finish_first(watch);
            continue;
        }
        while (slot->state == SLOT_RUNNING && waitpid(slot->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        pool->ended(pool->user, slot->task, NULL);
        close_files(slot);
        watch->first = (watch->first + 1) % SLOTS_MAX;
        watch->count--;
    }
    fflush(pool->out);
}

/* ---- waiting ---- */

static int64_t earlier(int64_t a, int64_t b)
{
    return b != 0 && (a == 0 || b < a) ? b : a;
}

/* Until a child ends, one has had its time, the next may begin, or a signal comes. */
static void await(const struct watch *watch)
{
    bool waits_for_turn = !watch->exhausted && watch->running < watch->pool->jobs && watch->count < watch->room;
    int64_t wake = waits_for_turn ? due(watch) : 0, left;
    struct timespec pause;

    for (size_t i = 0; i < watch->count; i++) {
        const struct slot *slot = &watch->slots[(watch->first + i) % SLOTS_MAX];

        if (slot->state == SLOT_RUNNING && !slot->timed_out)
            wake = earlier(wake, slot->deadline);
    }
    left = wake != 0 ? wake - clock_now() : 0;
    if (wake != 0 && left <= 0)
        left = 1;
    pause = (struct timespec){.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000};
    (void)ppoll(NULL, 0, wake != 0 ? &pause : NULL, &watch->waiting);
}

static enum pool_status run_tasks(struct watch *watch)
{
    enum pool_status status = POOL_DONE;
    void *held = NULL;

    while (status == POOL_DONE) {
        reap(watch);
        if (watch->pool->at_hand && !interrupted && !ferror(watch->pool->out))
            status = start_tasks(watch, &held);
        finish_all(watch);
        if (interrupted)
            status = POOL_INTERRUPTED;
        else if (ferror(watch->pool->out))
            status = POOL_UNWRITABLE;
        else if (status == POOL_DONE)
            status = start_tasks(watch, &held);
        if (status == POOL_DONE && interrupted)
            status = POOL_INTERRUPTED;
        if (status == POOL_DONE && watch->exhausted && watch->count == 0)
            break;
        if (status == POOL_DONE && watch->count > 0 && slot_at(watch, 0)->state == SLOT_ENDED)
            continue;
        if (status == POOL_DONE)
            await(watch);
    }
    if (held != NULL)
        watch->pool->ended(watch->pool->user, held, NULL);
    return status;
}

/* ---- signals ---- */

/* Signals that are ignored, as under nohup, stay so. */
static void catch_signals(struct watch *watch, struct sigaction before[ENDING_SIGNALS + 1])
{
    struct sigaction action = {.sa_handler = note_signal};
    sigset_t caught;

    sigemptyset(&action.sa_mask);
    sigemptyset(&caught);
    interrupted = 0;
    for (size_t i = 0; i < ENDING_SIGNALS; i++) {
        sigaction(ending_signals[i], NULL, &before[i]);
        if (before[i].sa_handler == SIG_IGN)
            continue;
        sigaction(ending_signals[i], &action, NULL);
        sigaddset(&caught, ending_signals[i]);
    }
    action.sa_handler = note_child;
    action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
    sigaction(SIGCHLD, &action, &before[ENDING_SIGNALS]);
    sigaddset(&caught, SIGCHLD);
    sigprocmask(SIG_BLOCK, &caught, &watch->before);
    watch->waiting = watch->busy = watch->before;
    sigdelset(&watch->waiting, SIGCHLD);
    sigaddset(&watch->busy, SIGCHLD);
}

static void restore_signals(const struct watch *watch, const struct sigaction before[ENDING_SIGNALS + 1])
{
    for (size_t i = 0; i < ENDING_SIGNALS; i++)
        sigaction(ending_signals[i], &before[i], NULL);
    sigaction(SIGCHLD, &before[ENDING_SIGNALS], NULL);
    sigprocmask(SIG_SETMASK, &watch->before, NULL);
}

enum pool_status pool_run(const struct pool *pool)
{
    struct sigaction before[ENDING_SIGNALS + 1];
    struct watch *watch = calloc(1, sizeof(*watch));
    enum pool_status status = POOL_NO_CHILDREN;
    size_t octets = SLOTS_MAX * sizeof(*watch->legacies);
    void *shared;
    int error;

    if (watch == NULL)
        return POOL_NO_CHILDREN;
    shared = mmap(NULL, octets, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared != MAP_FAILED) {
        watch->pool = pool;
        watch->room = pool->jobs * (1 + AHEAD);
        watch->legacies = shared;
        catch_signals(watch, before);
        status = run_tasks(watch);
        error = errno;
        give_up(watch);
        restore_signals(watch, before);
        munmap(shared, octets);
        errno = error;
    }
    free(watch);
    return status;
}
