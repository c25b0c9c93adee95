// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2

// Classes of requests: each with its own connections, in a closed loop or at a rate of its own.
//
// At a rate, a request's time runs from the moment it was due, not from the moment a connection was
// free for it: a server that falls behind cannot hide it.

#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MOST_CLASSES 8
#define READ_SIZE (1 << 20)

typedef struct Class Class;

typedef struct {
    Connection connection; // first, so that a pointer to it is a pointer to the asker
    Class *class;
    bool is_connected, is_busy;
    Answer answer;
    Nanoseconds asked;
} Asker;

struct Class {
    char name[32];
    double rate; // per second; 0 asks again as soon as the answer is there
    int connections, status;
    char *request;
    char **cookies;
    long cookie_count, numbers; // numbers are never used twice, whatever is forgotten
    Asker *askers;
    uint64_t sent, done, errors, bytes;
    Histogram latency;
};

static Class classes[MOST_CLASSES];
static int class_count;
static struct {
    int epoll, port;
    bool is_running;
    Nanoseconds since, until;
} state;

static char space[READ_SIZE + 1];

static void on_asker_ready(Connection *connection, uint32_t events);

void requests_prepare(int epoll, int port) {
    state.epoll = epoll;
    state.port = port;
}

// All ask from this machine's own address, which the house takes for a proxy that does not say who
// asks; from any other, they would be one network that asks too often.
static void start(Asker *asker) {
    asker->connection.ready = on_asker_ready;
    asker->is_connected = asker->is_busy = false;
    wire_connect(&asker->connection, state.epoll, state.port, 0);
}

void requests_add_class(const char *name, double rate, int connections, int status,
                        const char *path, const char *cookies) {
    if (class_count == MOST_CLASSES) {
        give_up("too many classes");
    }
    Class *class = &classes[class_count++];
    snprintf(class->name, sizeof class->name, "%s", name);
    class->rate = rate;
    class->connections = connections;
    class->status = status;
    class->request = wire_read_file(path);
    if (strcmp(cookies, "-")) {
        class->cookie_count = wire_read_lines(cookies, &class->cookies);
    }
    class->askers = calloc((size_t)connections, sizeof(Asker));
    for (int i = 0; i < connections; i++) {
        class->askers[i].class = class;
        start(&class->askers[i]);
    }
}

static void ask(Asker *asker, Nanoseconds due) {
    Class *class = asker->class;
    asker->asked = due;
    asker->is_busy = true;
    class->sent++;
    long number = class->numbers++;
    const char *cookie = class->cookie_count ? class->cookies[number % class->cookie_count] : "";
    Person person = {.ticket = "", .cookie = cookie, .last_event = "", .number = number};
    answer_expect(&asker->answer);
    if (!wire_send(&asker->connection, class->request, &person)) {
        class->errors++;
    }
}

// The next request that is due at the class's rate goes to this free connection.
static void ask_if_due(Asker *asker, Nanoseconds time) {
    Class *class = asker->class;
    Nanoseconds due = time;
    if (!state.is_running || time >= state.until) {
        return;
    }
    if (class->rate > 0) {
        due = state.since + (Nanoseconds)((double)class->sent * 1e9 / class->rate);
    }
    if (due <= time) {
        ask(asker, due);
    }
}

static void finish(Asker *asker) {
    Class *class = asker->class;
    Nanoseconds time = now();
    asker->is_busy = false;
    class->done++;
    if (asker->answer.status != class->status) {
        class->errors++;
    }
    histogram_add(&class->latency, time - asker->asked);
    ask_if_due(asker, time);
}

static void on_asker_ready(Connection *connection, uint32_t events) {
    Asker *asker = (Asker *)connection;
    if (!asker->is_connected && events & EPOLLOUT && wire_connected(connection)) {
        asker->is_connected = true;
        ask_if_due(asker, now());
    }
    for (;;) {
        ssize_t size = recv(connection->fd, space, READ_SIZE, 0);
        if (size < 0 && errno == EAGAIN) {
            return;
        }
        if (size <= 0) {
            asker->class->errors += asker->is_busy;
            wire_close(connection);
            start(asker);
            return;
        }
        long head_size;
        space[size] = 0;
        asker->class->bytes += (uint64_t)size;
        if (answer_feed(&asker->answer, space, size, &head_size) && asker->is_busy) {
            finish(asker);
        }
        if (wire_is_drained(size, READ_SIZE, events)) {
            return;
        }
    }
}

static void wake_class(Class *class, Nanoseconds time) {
    for (int i = 0; i < class->connections; i++) {
        Asker *asker = &class->askers[i];
        if (asker->is_connected && !asker->is_busy) {
            ask_if_due(asker, time);
        }
    }
}

static void forget(Class *class) {
    class->sent = class->done = class->errors = class->bytes = 0;
    memset(&class->latency, 0, sizeof class->latency);
}

void requests_run(double seconds) {
    state.is_running = true;
    state.since = now();
    state.until = state.since + (Nanoseconds)(seconds * 1e9);
    for (int i = 0; i < class_count; i++) {
        forget(&classes[i]);
        wake_class(&classes[i], state.since);
    }
}

static long count_busy(void) {
    long busy = 0;
    for (int i = 0; i < class_count; i++) {
        for (int j = 0; j < classes[i].connections; j++) {
            busy += classes[i].askers[j].is_busy;
        }
    }
    return busy;
}

static void print_results(Nanoseconds time) {
    printf("{\"seconds\":%.3f", (double)(time - state.since) / 1e9);
    for (int i = 0; i < class_count; i++) {
        const Class *class = &classes[i];
        printf(",\"%s\":{\"sent\":%lu,\"done\":%lu,", class->name, class->sent, class->done);
        printf("\"errors\":%lu,\"bytes\":%lu,", class->errors, class->bytes);
        histogram_print(&class->latency, "");
        printf("}");
    }
    printf("}\n");
}

// The run ends when the last answers are in, so that every one of them is paid for and counted.
void requests_advance(Nanoseconds time) {
    if (!state.is_running) {
        return;
    }
    for (int i = 0; i < class_count; i++) {
        if (classes[i].rate > 0) {
            wake_class(&classes[i], time);
        }
    }
    if (time >= state.until && (!count_busy() || time >= state.until + 2000000000)) {
        state.is_running = false;
        print_results(time);
    }
}

bool requests_hurry(void) {
    return state.is_running;
}
