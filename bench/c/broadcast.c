// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2

// The baseline of the live lane: an event-stream server that does nothing but send.
//
// Every datagram on its Unix socket goes, as it is, to everybody who has sent a request. There is
// no topic, no permission, no parsing and no buffer of its own: what a delivery costs here is what
// the kernel asks for it, and no server that writes to each viewer can be much cheaper.
//
//     broadcast SOCKET        prints the TCP port it listens on at 127.0.0.1

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_VIEWERS 65536
#define BATCH 512

static const char HEAD[] = "HTTP/1.1 200 OK\r\n"
                           "Content-Type: text/event-stream\r\n"
                           "Cache-Control: no-store\r\n"
                           "Connection: close\r\n\r\n";

static int viewers[MOST_VIEWERS];
static int viewer_count;
static int place_of[MOST_VIEWERS]; // place of a descriptor in viewers, plus one; 0 is nowhere

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
        give_up("epoll_ctl");
    }
}

static int listen_anywhere(void) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 4096) < 0) {
        give_up("listen");
    }
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static int open_event_socket(const char *path) {
    int events = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    unlink(path);
    if (bind(events, (struct sockaddr *)&address, sizeof address) < 0) {
        give_up(path);
    }
    return events;
}

static void accept_all(int epoll, int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST_VIEWERS) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        watch(epoll, fd);
    }
}

static void leave(int fd) {
    int place = place_of[fd] - 1;
    if (place >= 0) {
        int last = viewers[--viewer_count];
        viewers[place] = last;
        place_of[last] = place + 1;
        place_of[fd] = 0;
    }
    close(fd);
}

// The generator's requests fit into one segment, so whatever came is a whole request.
static void answer(int fd) {
    char request[4096];
    if (recv(fd, request, sizeof request, 0) <= 0) {
        leave(fd);
        return;
    }
    if (!place_of[fd]) {
        viewers[viewer_count++] = fd;
        place_of[fd] = viewer_count;
        send(fd, HEAD, sizeof HEAD - 1, MSG_NOSIGNAL);
    }
}

// Who is too slow to take a frame misses it: that costs least, and the generator would notice.
static void broadcast(int events) {
    char frame[65536];
    ssize_t size;
    while ((size = recv(events, frame, sizeof frame, 0)) > 0) {
        for (int i = 0; i < viewer_count; i++) {
            send(viewers[i], frame, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
        }
    }
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: broadcast SOCKET\n");
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL); // whatever ends the measurement ends this, too
    int epoll = epoll_create1(0);
    int events = open_event_socket(arguments[1]);
    int listener = listen_anywhere();
    watch(epoll, events);
    watch(epoll, listener);
    for (;;) {
        struct epoll_event ready[BATCH];
        int n = epoll_wait(epoll, ready, BATCH, -1);
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) {
                accept_all(epoll, listener);
            } else if (fd == events) {
                broadcast(events);
            } else {
                answer(fd);
            }
        }
    }
}
