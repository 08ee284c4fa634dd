/* SPDX-License-Identifier: BSD-2-Clause */
/* Tasks in children: order, bounds, deaths, hangs, floods, signals, and nothing left behind. */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/pool.h"
#include "support.h"

enum { TASKS_MAX = 2000, TEXT_ROOM = 1 << 20 };

enum deed { SPEAK, DIE, HANG, FLOOD, EXIT, GREEDY };

struct task {
    size_t number;
    enum deed deed;
    unsigned pause; /* milliseconds before it speaks */
};

/* What children and the parent count together. */
struct shared {
    int running;
    int most; /* at one time */
};

struct trial {
    struct pool pool;
    struct task tasks[TASKS_MAX];
    size_t count;
    size_t next;
    unsigned thought;    /* milliseconds that it takes to find the next task */
    size_t waiting;      /* tasks begun and not ended, */
    size_t most_waiting; /* and the most of them at one time */
    size_t ended;
    size_t cancelled;
    struct pool_result results[TASKS_MAX];
    struct shared *shared;
    char out[TEXT_ROOM];
    char err[TEXT_ROOM];
};

static struct trial trial;

static void sleep_for(unsigned milliseconds)
{
    struct timespec pause = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};

    while (nanosleep(&pause, &pause) != 0 && errno == EINTR)
        continue;
}

static int64_t milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the callbacks ---- */

static void *next_task(void *user)
{
    struct trial *this = user;

    if (this->thought > 0)
        sleep_for(this->thought);
    if (this->next == this->count)
        return NULL;
    this->waiting++;
    if (this->waiting > this->most_waiting)
        this->most_waiting = this->waiting;
    return &this->tasks[this->next++];
}

static void flood(void)
{
    for (size_t i = 0; i < 1 << 20; i++)
        puts("a line that is written again and again");
    fflush(stdout);
}

/* Blocks that are touched, so that they are there; the last one fails. */
static void take_all_memory(struct pool_report *report)
{
    enum { BLOCK = 1 << 24 };

    for (size_t i = 0; i < 64; i++) {
        char *block = malloc(BLOCK);

        if (block == NULL) {
            report->trouble = true;
            return;
        }
        memset(block, 1, BLOCK);
    }
}

static void run_task(void *user, void *given, struct pool_report *report)
{
    const struct trial *this = user;
    const struct task *task = given;
    int running = __atomic_add_fetch(&this->shared->running, 1, __ATOMIC_SEQ_CST);

    if (running > __atomic_load_n(&this->shared->most, __ATOMIC_SEQ_CST))
        __atomic_store_n(&this->shared->most, running, __ATOMIC_SEQ_CST);
    printf("%zu\n", task->number);
    if (task->pause > 0)
        sleep_for(task->pause);
    __atomic_sub_fetch(&this->shared->running, 1, __ATOMIC_SEQ_CST);
    switch (task->deed) {
    case SPEAK: break;
    case DIE:
        fflush(stdout);
        signal(SIGABRT, SIG_DFL);
        abort();
    case HANG:
        for (;;)
            pause();
    case FLOOD: flood(); break;
    case EXIT: exit(0);
    case GREEDY: take_all_memory(report); break;
    }
    if (getchar() != EOF)
        puts("standard input is not empty");
    fprintf(stderr, "said %zu\n", task->number);
    report->results = task->number;
    report->findings = task->number % 2 == 1;
}

/* In order, once each. */
static void task_ended(void *user, void *given, const struct pool_result *result)
{
    struct trial *this = user;
    const struct task *task = given;

    this->waiting--;
    if (result == NULL) {
        this->cancelled++;
        return;
    }
    this->results[task->number] = *result;
    this->ended++;
    fputs("> ", this->pool.out);
}

/* ---- one run ---- */

static void begin(size_t count, size_t jobs)
{
    memset(&trial, 0, sizeof(trial));
    trial.count = count;
    for (size_t i = 0; i < count; i++)
        trial.tasks[i].number = i;
    trial.pool = (struct pool){.jobs = jobs, .user = &trial, .next = next_task, .run = run_task, .ended = task_ended};
    trial.shared = mmap(NULL, sizeof(*trial.shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(trial.shared != MAP_FAILED);
    trial.pool.out = tmpfile();
    trial.pool.err = tmpfile();
    assert_non_null(trial.pool.out);
    assert_non_null(trial.pool.err);
}

static void read_back(FILE *file, char *text)
{
    size_t length;

    rewind(file);
    length = fread(text, 1, TEXT_ROOM - 1, file);
    text[length] = '\0';
    fclose(file);
}

/* No child is left, ended or not. */
static void assert_no_children(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static enum pool_status run(void)
{
    enum pool_status status = pool_run(&trial.pool);

    read_back(trial.pool.out, trial.out);
    read_back(trial.pool.err, trial.err);
    assert_int_equal(trial.waiting, 0);
    assert_true(trial.shared->most <= (int)trial.pool.jobs);
    munmap(trial.shared, sizeof(*trial.shared));
    assert_no_children();
    return status;
}

/* "> 0\n> 1\n" ..., and the same of standard error. */
static void assert_spoken(size_t count)
{
    static char wanted[TEXT_ROOM];
    size_t length = 0;

    wanted[0] = '\0';
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(wanted + length, sizeof(wanted) - length, "> %zu\n", i);
    assert_string_equal(trial.out, wanted);
    length = 0;
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(wanted + length, sizeof(wanted) - length, "said %zu\n", i);
    assert_string_equal(trial.err, wanted);
}

/* ---- what goes well ---- */

static void no_task_is_no_child(void **state)
{
    (void)state;
    begin(0, 4);
    assert_int_equal(run(), POOL_DONE);
    assert_string_equal(trial.out, "");
}

static void output_is_in_the_order_of_the_tasks(void **state)
{
    size_t count = small_run() ? 40 : 400;

    (void)state;
    for (size_t jobs = 1; jobs <= 16; jobs *= 4) {
        begin(count, jobs);
        for (size_t i = 0; i < count; i++)
            trial.tasks[i].pause = i % 7 == 0 ? 20 : 0;
        assert_int_equal(run(), POOL_DONE);
        assert_int_equal(trial.ended, count);
        assert_spoken(count);
    }
}

static void reports_come_back(void **state)
{
    (void)state;
    begin(10, 3);
    assert_int_equal(run(), POOL_DONE);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(trial.results[i].ending, POOL_RETURNED);
        assert_int_equal(trial.results[i].report.results, i);
        assert_int_equal(trial.results[i].report.findings, i % 2 == 1);
        assert_false(trial.results[i].report.trouble);
    }
}

/* The first is slow: others end before it, but only so many, and none of their output comes first. */
static void few_tasks_run_ahead_of_a_slow_one(void **state)
{
    (void)state;
    begin(100, 4);
    trial.tasks[0].pause = 600;
    assert_int_equal(run(), POOL_DONE);
    assert_true(trial.most_waiting > 4 && trial.most_waiting <= 12);
    assert_spoken(100);
}

/* A child that ends while the parent looks for the next task, or writes, is not waited for in vain. */
static void children_end_while_the_parent_is_busy(void **state)
{
    (void)state;
    begin(30, 3);
    trial.thought = 10;
    assert_int_equal(run(), POOL_DONE);
    assert_spoken(30);
}

static void a_blocked_signal_does_no_harm(void **state)
{
    sigset_t chld, before;

    (void)state;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    sigprocmask(SIG_BLOCK, &chld, &before);
    begin(5, 2);
    assert_int_equal(run(), POOL_DONE);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_spoken(5);
}

static void a_rate_spreads_the_beginnings(void **state)
{
    int64_t begun = milliseconds_now(), taken;

    (void)state;
    begin(11, 8);
    trial.pool.rate = 20;
    assert_int_equal(run(), POOL_DONE);
    taken = milliseconds_now() - begun;
    assert_true(taken >= 495);
    assert_spoken(11);
}

/* ---- what goes wrong ---- */

static void a_death_is_one_tasks_own(void **state)
{
    (void)state;
    begin(5, 2);
    trial.tasks[2].deed = DIE;
    assert_int_equal(run(), POOL_DONE);
    assert_int_equal(trial.ended, 5);
    assert_int_equal(trial.results[2].ending, POOL_KILLED);
    assert_int_equal(trial.results[2].signal, SIGABRT);
    assert_int_equal(trial.results[3].ending, POOL_RETURNED);
    /* What the dead one had written is not shown. */
    assert_string_equal(trial.out, "> 0\n> 1\n> > 3\n> 4\n");
}

static void a_task_that_hangs_is_ended(void **state)
{
    int64_t begun = milliseconds_now();

    (void)state;
    begin(4, 2);
    trial.tasks[1].deed = HANG;
    trial.pool.seconds = 1;
    assert_int_equal(run(), POOL_DONE);
    assert_true(milliseconds_now() - begun >= 1000);
    assert_int_equal(trial.results[1].ending, POOL_HUNG);
    assert_int_equal(trial.results[3].ending, POOL_RETURNED);
    assert_string_equal(trial.out, "> 0\n> > 2\n> 3\n");
}

static void a_flood_is_cut_off(void **state)
{
    (void)state;
    begin(3, 2);
    trial.tasks[1].deed = FLOOD;
    trial.pool.output = 100000;
    assert_int_equal(run(), POOL_DONE);
    assert_int_equal(trial.results[1].ending, POOL_LARGE);
    assert_string_equal(trial.out, "> 0\n> > 2\n");
}

static void a_flood_that_is_allowed_comes_whole(void **state)
{
    size_t lines = 0;

    (void)state;
    begin(2, 2);
    trial.tasks[0].deed = FLOOD;
    assert_int_equal(pool_run(&trial.pool), POOL_DONE);
    rewind(trial.pool.out);
    for (int c; (c = getc(trial.pool.out)) != EOF;)
        lines += c == '\n';
    fclose(trial.pool.out);
    fclose(trial.pool.err);
    munmap(trial.shared, sizeof(*trial.shared));
    assert_int_equal(lines, (1 << 20) + 2);
}

static void exit_is_no_return(void **state)
{
    (void)state;
    begin(3, 1);
    trial.tasks[1].deed = EXIT;
    assert_int_equal(run(), POOL_DONE);
    assert_int_equal(trial.results[1].ending, POOL_EXITED);
    assert_string_equal(trial.out, "> 0\n> > 2\n");
}

static void memory_is_bounded(void **state)
{
    (void)state;
    if (is_instrumented())
        skip();
    begin(3, 1);
    trial.tasks[1].deed = GREEDY;
    trial.pool.memory = (size_t)256 << 20;
    assert_int_equal(run(), POOL_DONE);
    assert_true(trial.results[1].report.trouble);
    assert_false(trial.results[2].report.trouble);
}

static void output_that_is_not_taken_ends_the_run(void **state)
{
    (void)state;
    begin(2000, 2);
    fclose(trial.pool.out);
    trial.pool.out = fopen("/dev/full", "w");
    assert_non_null(trial.pool.out);
    assert_int_equal(pool_run(&trial.pool), POOL_UNWRITABLE);
    assert_true(trial.next < 100);
    assert_int_equal(trial.waiting, 0);
    fclose(trial.pool.out);
    fclose(trial.pool.err);
    munmap(trial.shared, sizeof(*trial.shared));
    assert_no_children();
}

/* ---- signals ---- */

/* A process beside the run that sends it a signal after a while. */
static pid_t send_later(int number, unsigned milliseconds)
{
    pid_t target = getpid(), sender = fork();

    if (sender == 0) {
        sleep_for(milliseconds);
        kill(target, number);
        _exit(0);
    }
    return sender;
}

static void interrupt_with(int number)
{
    pid_t sender;
    int64_t begun = milliseconds_now();

    begin(6, 3);
    trial.tasks[1].deed = HANG;
    trial.tasks[4].deed = HANG;
    sender = send_later(number, 600);
    assert_int_equal(pool_run(&trial.pool), POOL_INTERRUPTED);
    assert_true(milliseconds_now() - begun < 5000);
    read_back(trial.pool.out, trial.out);
    read_back(trial.pool.err, trial.err);
    munmap(trial.shared, sizeof(*trial.shared));
    assert_int_equal(waitpid(sender, NULL, 0), sender);
    assert_no_children();
    /* What had ended is there, in its order. */
    assert_string_equal(trial.out, "> 0\n> 2\n> 3\n> 5\n");
    assert_int_equal(trial.cancelled, 2);
    assert_int_equal(trial.waiting, 0);
}

static void a_signal_ends_the_run(void **state)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct sigaction before, behind;

        sigaction(numbers[i], NULL, &before);
        interrupt_with(numbers[i]);
        sigaction(numbers[i], NULL, &behind);
        assert_true(before.sa_handler == behind.sa_handler);
    }
}

static void a_signal_that_is_ignored_stays_so(void **state)
{
    pid_t sender;

    (void)state;
    signal(SIGINT, SIG_IGN);
    begin(2, 2);
    trial.tasks[0].pause = 300;
    sender = send_later(SIGINT, 50);
    assert_int_equal(pool_run(&trial.pool), POOL_DONE);
    signal(SIGINT, SIG_DFL);
    read_back(trial.pool.out, trial.out);
    read_back(trial.pool.err, trial.err);
    munmap(trial.shared, sizeof(*trial.shared));
    assert_int_equal(waitpid(sender, NULL, 0), sender);
    assert_spoken(2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_task_is_no_child),
        cmocka_unit_test(output_is_in_the_order_of_the_tasks),
        cmocka_unit_test(reports_come_back),
        cmocka_unit_test(few_tasks_run_ahead_of_a_slow_one),
        cmocka_unit_test(children_end_while_the_parent_is_busy),
        cmocka_unit_test(a_blocked_signal_does_no_harm),
        cmocka_unit_test(a_rate_spreads_the_beginnings),
        cmocka_unit_test(a_death_is_one_tasks_own),
        cmocka_unit_test(a_task_that_hangs_is_ended),
        cmocka_unit_test(a_flood_is_cut_off),
        cmocka_unit_test(a_flood_that_is_allowed_comes_whole),
        cmocka_unit_test(exit_is_no_return),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(output_that_is_not_taken_ends_the_run),
        cmocka_unit_test(a_signal_ends_the_run),
        cmocka_unit_test(a_signal_that_is_ignored_stays_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
