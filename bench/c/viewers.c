// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2

// People who take the steps of a journey on one connection and stay at its last one, the stream.
//
// A frame of the stream that is to be counted carries the moment of its cause as @t= and sixteen
// hexadecimal digits (CLOCK_MONOTONIC, nanoseconds). The moment also names the state: who has got
// the newest stamp is up to date.

#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_STEPS 8
#define MOST_TICKETS 65536
#define STAMP_SIZE 19 // @t= and its digits
#define READ_SIZE (1 << 18)

typedef enum { NOT_YET, CONNECTING, WALKING, WATCHING, AWAY, LOST } Place;

typedef struct {
    Connection connection; // first, so that a pointer to it is a pointer to the viewer
    Place place;
    int step, retry_ms;
    bool has_arrived, is_stalled;
    Answer answer;
    Nanoseconds started, returns_at, stamp;
    int carried;
    char carry[STAMP_SIZE]; // the end of what came last: a stamp may come in two pieces
    char cookie[COOKIE_SIZE];
    char last_event[LAST_SIZE];
} Viewer;

static struct {
    int epoll, port;
    char *steps[MOST_STEPS];
    int step_count;
    char *tickets[MOST_TICKETS];
    long ticket_count;
} setting;

static Viewer *viewers;
static long wanted, begun, walking, watching, arrivals, losses, refused;
static bool people_return;

static struct {
    uint64_t deliveries, bytes, frames, duplicates;
    Nanoseconds newest;
    Histogram latency;
} counted;

static Histogram journeys;

// What the driver waits for, if anything.
static struct {
    enum { NOTHING, OPEN, STAMP } what;
    Nanoseconds since, deadline, stamp;
    long in_flight;
    double rate;
} goal;

static char space[STAMP_SIZE + READ_SIZE + 1];

void viewers_prepare(int epoll, int port) {
    setting.epoll = epoll;
    setting.port = port;
}

void viewers_add_step(const char *path) {
    if (setting.step_count == MOST_STEPS) {
        give_up("too many steps");
    }
    setting.steps[setting.step_count++] = wire_read_file(path);
}

void viewers_take_tickets(const char *path) {
    char *rest = wire_read_file(path), *ticket;
    while ((ticket = strsep(&rest, "\n")) && setting.ticket_count < MOST_TICKETS) {
        if (*ticket) {
            setting.tickets[setting.ticket_count++] = ticket;
        }
    }
}

static bool read_stamp(const char *digits, Nanoseconds *stamp) {
    *stamp = 0;
    for (int i = 0; i < STAMP_SIZE - 3; i++) {
        char c = digits[i];
        if (c >= '0' && c <= '9') {
            *stamp = *stamp << 4 | (Nanoseconds)(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            *stamp = *stamp << 4 | (Nanoseconds)(c - 'a' + 10);
        } else {
            return false;
        }
    }
    return true;
}

static void deliver(Viewer *viewer, Nanoseconds stamp, Nanoseconds time) {
    if (stamp <= viewer->stamp) {
        counted.duplicates++;
        return;
    }
    viewer->stamp = stamp;
    counted.deliveries++;
    histogram_add(&counted.latency, time - stamp);
    if (stamp > counted.newest) {
        counted.newest = stamp;
        counted.frames++;
    }
}

static void remember_last_event(Viewer *viewer, const char *bytes, const char *end) {
    const char *line = memmem(bytes, (size_t)(end - bytes), "id: ", 4);
    const char *stop = line ? memchr(line, '\n', (size_t)(end - line)) : NULL;
    size_t size = stop ? (size_t)(stop - line - 4) : LAST_SIZE;
    if (size < LAST_SIZE) {
        memcpy(viewer->last_event, line + 4, size);
        viewer->last_event[size] = 0;
    }
}

// The bytes stand in the read space; what was carried over is put in front of them.
static void read_frames(Viewer *viewer, char *bytes, long size) {
    char *end = bytes + size, *from = bytes - viewer->carried, *marker;
    Nanoseconds time = now(), stamp;
    counted.bytes += (uint64_t)size;
    remember_last_event(viewer, bytes, end);
    memcpy(from, viewer->carry, (size_t)viewer->carried);
    while ((marker = memmem(from, (size_t)(end - from), "@t=", 3)) && end - marker >= STAMP_SIZE) {
        if (read_stamp(marker + 3, &stamp)) {
            deliver(viewer, stamp, time);
        }
        from = marker + STAMP_SIZE;
    }
    long rest = end - from;
    viewer->carried = (int)(rest < STAMP_SIZE ? rest : STAMP_SIZE - 1);
    memcpy(viewer->carry, end - viewer->carried, (size_t)viewer->carried);
}

static void on_viewer_ready(Connection *connection, uint32_t events);

static void set_out(Viewer *viewer, Nanoseconds time) {
    viewer->connection.ready = on_viewer_ready;
    viewer->place = CONNECTING;
    viewer->step = viewer->has_arrived ? setting.step_count - 1 : 0;
    viewer->carried = 0;
    viewer->started = time;
    walking++;
    wire_connect(&viewer->connection, setting.epoll, setting.port, viewer - viewers);
}

static void lose(Viewer *viewer) {
    *(viewer->place == WATCHING ? &watching : &walking) -= 1;
    losses++;
    wire_close(&viewer->connection);
    viewer->place = people_return ? AWAY : LOST;
    viewer->returns_at = now() + (Nanoseconds)viewer->retry_ms * 1000000;
}

static void take_step(Viewer *viewer) {
    long number = viewer - viewers;
    Person person = {
        .ticket = setting.ticket_count ? setting.tickets[number % setting.ticket_count] : "",
        .cookie = viewer->cookie,
        .last_event = viewer->last_event,
        .number = number,
    };
    viewer->place = WALKING;
    answer_expect(&viewer->answer);
    if (!wire_send(&viewer->connection, setting.steps[viewer->step], &person)) {
        lose(viewer);
    }
}

static void complain(const Viewer *viewer, const char *bytes) {
    static int complaints;
    if (complaints++ < 3) {
        fprintf(stderr, "step %d was answered: %.120s\n", viewer->step + 1, bytes);
    }
}

// A stream says how long to wait before coming back; browsers wait three seconds when it does not.
static void read_retry(Viewer *viewer, const char *bytes) {
    const char *line = strstr(bytes, "retry:");
    viewer->retry_ms = line ? atoi(line + 6) : 3000;
}

static void arrive(Viewer *viewer) {
    viewer->place = WATCHING;
    walking--;
    watching++;
    if (!viewer->has_arrived) {
        histogram_add(&journeys, now() - viewer->started);
        viewer->has_arrived = true;
        arrivals++;
    }
}

static void walk(Viewer *viewer, char *bytes, long size) {
    long head_size;
    bool is_complete = answer_feed(&viewer->answer, bytes, size, &head_size);
    if (viewer->answer.status < 200 || viewer->answer.status >= 400) {
        complain(viewer, bytes);
        refused++;
        lose(viewer);
        return;
    }
    if (head_size) {
        answer_cookie(bytes, viewer->cookie);
    }
    if (viewer->step == setting.step_count - 1) {
        arrive(viewer);
        read_retry(viewer, bytes + head_size);
        read_frames(viewer, bytes + head_size, size - head_size);
    } else if (is_complete) {
        viewer->step++;
        take_step(viewer);
    }
}

static void on_viewer_ready(Connection *connection, uint32_t events) {
    Viewer *viewer = (Viewer *)connection;
    if (viewer->place == CONNECTING && events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) {
        if (!wire_connected(connection)) {
            lose(viewer);
            return;
        }
        take_step(viewer);
    }
    while (viewer->place == WALKING || (viewer->place == WATCHING && !viewer->is_stalled)) {
        char *bytes = space + STAMP_SIZE;
        ssize_t size = recv(connection->fd, bytes, READ_SIZE, 0);
        if (size < 0 && errno == EAGAIN) {
            return;
        }
        if (size <= 0) {
            lose(viewer);
            return;
        }
        bytes[size] = 0;
        if (viewer->place == WATCHING) {
            read_frames(viewer, bytes, size);
        } else {
            walk(viewer, bytes, size);
        }
        if (wire_is_drained(size, READ_SIZE, events)) {
            return;
        }
    }
}

void viewers_open(long count, long in_flight, double rate, double seconds) {
    viewers = calloc((size_t)count, sizeof *viewers);
    wanted = count;
    goal.what = OPEN;
    goal.since = now();
    goal.deadline = goal.since + (Nanoseconds)(seconds * 1e9);
    goal.in_flight = in_flight;
    goal.rate = rate;
}

// Every so many-th viewer leaves everything lying in the socket from now on.
void viewers_stall(double share) {
    long step = share > 0 ? (long)(1 / share) : wanted + 1;
    for (long i = 0; i < wanted; i += step) {
        viewers[i].is_stalled = true;
    }
}

// What came meanwhile made an event that nobody looked at, and makes no other one.
void viewers_read_again(void) {
    for (long i = 0; i < wanted; i++) {
        if (viewers[i].is_stalled) {
            viewers[i].is_stalled = false;
            on_viewer_ready(&viewers[i].connection, EPOLLIN | EPOLLRDHUP);
        }
    }
}

void viewers_let_return(void) {
    people_return = true;
}

void viewers_begin_count(void) {
    Nanoseconds newest = counted.newest;
    memset(&counted, 0, sizeof counted);
    counted.newest = newest;
    losses = 0;
}

void viewers_print_count(void) {
    printf("{\"watching\":%ld,\"deliveries\":%lu,", watching, counted.deliveries);
    printf("\"frames\":%lu,\"bytes\":%lu,", counted.frames, counted.bytes);
    printf("\"duplicates\":%lu,\"losses\":%ld,", counted.duplicates, losses);
    histogram_print(&counted.latency, "");
    printf("}\n");
}

void viewers_await(Nanoseconds stamp, double seconds) {
    goal.what = STAMP;
    goal.stamp = stamp;
    goal.since = now();
    goal.deadline = goal.since + (Nanoseconds)(seconds * 1e9);
}

static long count_up_to_date(void) {
    long count = 0;
    for (long i = 0; i < wanted; i++) {
        count += viewers[i].place == WATCHING && viewers[i].stamp >= goal.stamp;
    }
    return count;
}

static void let_people_in(Nanoseconds time) {
    double due = (double)wanted;
    if (goal.rate > 0) {
        due = (double)(time - goal.since) / 1e9 * goal.rate;
    }
    while (begun < wanted && walking < goal.in_flight && (double)begun < due) {
        Nanoseconds started =
            goal.rate > 0 ? goal.since + (Nanoseconds)(begun * 1e9 / goal.rate) : time;
        set_out(&viewers[begun++], started);
    }
}

static void let_people_return(Nanoseconds time) {
    for (long i = 0; i < begun; i++) {
        if (viewers[i].place == AWAY && viewers[i].returns_at <= time) {
            set_out(&viewers[i], time);
        }
    }
}

static void check_open(Nanoseconds time) {
    long failed = people_return ? 0 : losses;
    if (arrivals + failed < wanted && time < goal.deadline) {
        return;
    }
    goal.what = NOTHING;
    printf("{\"arrived\":%ld,\"of\":%ld,\"losses\":%ld,", arrivals, wanted, losses);
    printf("\"refused\":%ld,\"seconds\":%.3f,", refused, (double)(time - goal.since) / 1e9);
    histogram_print(&journeys, "");
    printf("}\n");
}

static void check_stamp(Nanoseconds time) {
    long up_to_date = count_up_to_date();
    if (up_to_date < wanted && time < goal.deadline) {
        return;
    }
    goal.what = NOTHING;
    printf("{\"up_to_date\":%ld,\"of\":%ld,", up_to_date, wanted);
    printf("\"losses\":%ld,\"at_ns\":%lu}\n", losses, time);
}

void viewers_advance(Nanoseconds time) {
    static Nanoseconds looked;
    let_people_in(time);
    if (time - looked < 5000000) {
        return; // looking at everybody takes long enough to be done no more often
    }
    looked = time;
    if (people_return) {
        let_people_return(time);
    }
    if (goal.what == OPEN) {
        check_open(time);
    } else if (goal.what == STAMP) {
        check_stamp(time);
    }
}

bool viewers_hurry(void) {
    return goal.what != NOTHING || begun < wanted;
}
