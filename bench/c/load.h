// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2

// What the parts of the load generator share.

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

typedef uint64_t Nanoseconds;

Nanoseconds now(void);
_Noreturn void give_up(const char *what);

// histogram.c: latencies in buckets 1.1 % wide

#define BUCKETS 2400

typedef struct {
    uint64_t counts[BUCKETS];
    uint64_t total;
    Nanoseconds longest;
} Histogram;

void histogram_add(Histogram *histogram, Nanoseconds duration);
double histogram_percentile(const Histogram *histogram, double share); // in milliseconds
void histogram_print(const Histogram *histogram, const char *prefix);  // as members of an object

// wire.c: connections, requests and answers

typedef struct Connection Connection;

// Whoever owns a connection embeds it as its first member and is told when something happened.
struct Connection {
    int fd;
    void (*ready)(Connection *connection, uint32_t events);
};

typedef struct {
    int status;
    long missing; // bytes of the body still to come; negative before the head
} Answer;

#define COOKIE_SIZE 256
#define LAST_SIZE 64

// What differs from person to person in a request that is otherwise the same for all.
typedef struct {
    const char *ticket;
    const char *cookie;
    const char *last_event;
    long number; // another one for every request, when it is asked for
} Person;

void wire_connect(Connection *connection, int epoll, int port, long number);
bool wire_connected(const Connection *connection);
void wire_close(Connection *connection);
char *wire_read_file(const char *path);
long wire_read_lines(const char *path, char ***lines);
bool wire_is_drained(long size, long asked, uint32_t events);
bool wire_send(const Connection *connection, const char *template, const Person *person);
void answer_expect(Answer *answer);
bool answer_feed(Answer *answer, const char *bytes, long size, long *head_size);
bool answer_cookie(const char *head, char cookie[COOKIE_SIZE]);

// viewers.c: people who take the steps of a journey and stay at its last one, the stream

void viewers_prepare(int epoll, int port);
void viewers_add_step(const char *path);
void viewers_take_tickets(const char *path);
void viewers_open(long count, long in_flight, double rate, double seconds);
void viewers_let_return(void);
void viewers_begin_count(void);
void viewers_print_count(void);
void viewers_await(Nanoseconds stamp, double seconds);
void viewers_stall(double share);
void viewers_read_again(void);
void viewers_advance(Nanoseconds time);
bool viewers_hurry(void);

// requests.c: classes of requests, each in a closed loop or at a rate of its own

void requests_prepare(int epoll, int port);
void requests_add_class(const char *name, double rate, int connections, int status,
                        const char *path, const char *cookies);
void requests_run(double seconds);
void requests_advance(Nanoseconds time);
bool requests_hurry(void);
