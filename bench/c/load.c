// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2

// The load generator: one thread, told what to do by lines on its standard input.
//
//     load PORT               the server's port at 127.0.0.1
//
//     step FILE               adds a request to everybody's journey; the last one opens the stream
//     tickets FILE            one a line, for {ticket} in the steps
//     open COUNT IN_FLIGHT RATE SECONDS
//                             people set out, at most so many at a time, at a rate unless it is 0
//     begin                   counts from here
//     count                   says what has been counted
//     await STAMP SECONDS     waits until everybody has the state with this stamp, or a newer one
//     return                  whoever is cut off comes back, when the stream told it to
//     class NAME RATE CONNECTIONS STATUS FILE COOKIES
//                             adds a class of requests that should be answered with this status;
//                             each carries the next of these cookies, one a line, unless it is "-"
//     stall SHARE             of the viewers, this share stops reading
//     read                    … and reads again
//     run SECONDS             sends the requests of all classes
//
// Every command is answered by one line of JSON; open, await and run when they have ended. The end
// of the input ends the program.

#include "load.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64

static char unread[4096];
static size_t unread_size;

Nanoseconds now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (Nanoseconds)time.tv_sec * 1000000000 + (Nanoseconds)time.tv_nsec;
}

_Noreturn void give_up(const char *what) {
    perror(what);
    exit(1);
}

static void raise_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Commands whose answer is not that something was done, but what came of it.
static bool obey_and_answer_later(const char *line) {
    long count, in_flight;
    unsigned long stamp;
    double rate, seconds;
    if (sscanf(line, "open %ld %ld %lf %lf", &count, &in_flight, &rate, &seconds) == 4) {
        viewers_open(count, in_flight, rate, seconds);
    } else if (sscanf(line, "await %lu %lf", &stamp, &seconds) == 2) {
        viewers_await(stamp, seconds);
    } else if (sscanf(line, "run %lf", &seconds) == 1) {
        requests_run(seconds);
    } else if (!strcmp(line, "count")) {
        viewers_print_count();
    } else {
        return false;
    }
    return true;
}

static bool obey(const char *line) {
    char name[32], path[1024], cookies[1024];
    int connections, status;
    double rate, share;
    if (sscanf(line, "step %1023s", path) == 1) {
        viewers_add_step(path);
    } else if (sscanf(line, "tickets %1023s", path) == 1) {
        viewers_take_tickets(path);
    } else if (!strcmp(line, "return")) {
        viewers_let_return();
    } else if (sscanf(line, "class %31s %lf %d %d %1023s %1023s", name, &rate, &connections,
                      &status, path, cookies) == 6) {
        requests_add_class(name, rate, connections, status, path, cookies);
    } else if (sscanf(line, "stall %lf", &share) == 1) {
        viewers_stall(share);
    } else if (!strcmp(line, "read")) {
        viewers_read_again();
    } else if (!strcmp(line, "begin")) {
        viewers_begin_count();
    } else {
        return false;
    }
    return true;
}

static void on_line(const char *line) {
    if (obey_and_answer_later(line)) {
        return;
    }
    if (!obey(line)) {
        fprintf(stderr, "not understood: %s\n", line);
        exit(2);
    }
    printf("{}\n");
}

static void on_input(Connection *connection, uint32_t events) {
    (void)events;
    ssize_t size = read(connection->fd, unread + unread_size, sizeof unread - 1 - unread_size);
    if (size == 0) {
        exit(0);
    }
    unread_size += size > 0 ? (size_t)size : 0;
    unread[unread_size] = 0;
    char *line = unread, *end;
    while ((end = strchr(line, '\n'))) {
        *end = 0;
        on_line(line);
        line = end + 1;
    }
    unread_size -= (size_t)(line - unread);
    memmove(unread, line, unread_size);
}

static void poll_once(int epoll, int timeout_ms) {
    struct epoll_event ready[BATCH];
    int count = epoll_wait(epoll, ready, BATCH, timeout_ms);
    for (int i = 0; i < count; i++) {
        Connection *connection = ready[i].data.ptr;
        connection->ready(connection, ready[i].events);
    }
}

static void on_answers(Connection *connection, uint32_t events) {
    (void)events;
    poll_once(connection->fd, 0);
}

static void watch(int epoll, Connection *connection) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0) {
        give_up("epoll_ctl");
    }
}

// Requests have an epoll of their own, looked at between batches of frames: a frame to ten thousand
// viewers must not show up as the latency of a request.
int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: load PORT\n");
        return 2;
    }
    raise_limit();
    setvbuf(stdout, NULL, _IOLBF, 0);
    int frames = epoll_create1(0), port = atoi(arguments[1]);
    Connection input = {.fd = STDIN_FILENO, .ready = on_input};
    Connection answers = {.fd = epoll_create1(0), .ready = on_answers};
    fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    watch(frames, &input);
    watch(frames, &answers);
    viewers_prepare(frames, port);
    requests_prepare(answers.fd, port);
    for (;;) {
        poll_once(answers.fd, 0);
        poll_once(frames, requests_hurry() || viewers_hurry() ? 1 : 20);
        viewers_advance(now());
        requests_advance(now());
    }
}
