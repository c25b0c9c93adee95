// SPDX-FileCopyrightText: 2026 the Konvent authors
// SPDX-License-Identifier: EUPL-1.2

// Connections, requests and answers: as much HTTP as a generator needs that knows its server.

#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOURCES 8
#define REQUEST_SIZE 8192

// An address has 28,000 ports for one server; eight of them never run out. The port is chosen when
// the other end is known, else the kernel would keep one for this connection alone.
static void bind_to_source(int fd, long number) {
    int on = 1;
    struct sockaddr_in source = {.sin_family = AF_INET};
    source.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(number % SOURCES));
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&source, sizeof source) < 0) {
        give_up("bind");
    }
}

// A connection that is refused at once is reported like one refused later: through epoll.
void wire_connect(Connection *connection, int epoll, int port, long number) {
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        give_up("socket");
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bind_to_source(fd, number);
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(fd, (struct sockaddr *)&server, sizeof server);
    connection->fd = fd;
    struct epoll_event event = {.data.ptr = connection};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0) {
        give_up("epoll_ctl");
    }
}

bool wire_connected(const Connection *connection) {
    int error = 0;
    socklen_t size = sizeof error;
    struct sockaddr_in peer;
    socklen_t peer_size = sizeof peer;
    getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    return !error && getpeername(connection->fd, (struct sockaddr *)&peer, &peer_size) == 0;
}

void wire_close(Connection *connection) {
    close(connection->fd);
    connection->fd = -1;
}

char *wire_read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        give_up(path);
    }
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(size + 1, 1);
    if (fread(text, 1, size, file) != size) {
        give_up(path);
    }
    fclose(file);
    return text;
}

// The lines of a file that are not empty; they live as long as the program.
long wire_read_lines(const char *path, char ***lines) {
    char *rest = wire_read_file(path), *line;
    long count = 0, room = 0;
    while ((line = strsep(&rest, "\n"))) {
        if (!*line) {
            continue;
        }
        if (count == room) {
            room = room ? 2 * room : 1024;
            *lines = realloc(*lines, (size_t)room * sizeof **lines);
        }
        (*lines)[count++] = line;
    }
    return count;
}

static size_t append(char *request, size_t used, const char *text, size_t size) {
    if (used + size > REQUEST_SIZE) {
        fprintf(stderr, "a request is larger than %d bytes\n", REQUEST_SIZE);
        exit(1);
    }
    memcpy(request + used, text, size);
    return used + size;
}

// {ticket} is replaced by the person's own, {number} by twelve digits, {cookie} and {last} by header
// lines where there is one.
static size_t fill(char request[REQUEST_SIZE], const char *template, const Person *person) {
    char number[16];
    snprintf(number, sizeof number, "%012ld", person->number);
    const char *blanks[4][4] = {
        {"{number}", "", number, ""},
        {"{ticket}", "", person->ticket, ""},
        {"{cookie}", "Cookie: ", person->cookie, "\r\n"},
        {"{last}", "Last-Event-ID: ", person->last_event, "\r\n"},
    };
    size_t used = 0;
    while (*template) {
        size_t taken = 0;
        for (int i = 0; i < 4 && *template == '{'; i++) {
            const char **blank = blanks[i];
            if (strncmp(template, blank[0], strlen(blank[0]))) {
                continue;
            }
            taken = strlen(blank[0]);
            for (int part = 1; part < 4 && *blank[2]; part++) {
                used = append(request, used, blank[part], strlen(blank[part]));
            }
        }
        if (!taken) {
            taken = 1 + strcspn(template + 1, "{");
            used = append(request, used, template, taken);
        }
        template += taken;
    }
    return used;
}

bool wire_send(const Connection *connection, const char *template, const Person *person) {
    char request[REQUEST_SIZE];
    size_t size = fill(request, template, person);
    return send(connection->fd, request, size, MSG_NOSIGNAL) == (ssize_t)size;
}

void answer_expect(Answer *answer) {
    answer->status = 0;
    answer->missing = -1;
}

static long body_size(const char *head, const char *end) {
    const char *length = strcasestr(head, "\r\ncontent-length:");
    return length && length < end ? atol(length + 17) : 0;
}

// Take the next bytes (followed by a zero byte) and say whether the answer is complete. A head that
// comes in pieces is nothing our servers do: it counts as an answer with status 0.
bool answer_feed(Answer *answer, const char *bytes, long size, long *head_size) {
    *head_size = 0;
    if (answer->missing < 0) {
        const char *end = strstr(bytes, "\r\n\r\n");
        if (!end || strncmp(bytes, "HTTP/1.", 7)) {
            return true;
        }
        *head_size = end + 4 - bytes;
        answer->status = atoi(bytes + 9);
        answer->missing = answer->status == 304 ? 0 : body_size(bytes, end);
    }
    answer->missing -= size - *head_size;
    return answer->missing <= 0;
}

// Whether a read of this size has left nothing behind. A close that came with the last bytes makes
// no event of its own, so there one more read is needed.
bool wire_is_drained(long size, long asked, uint32_t events) {
    return size < asked && !(events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
}

// Keep the pass that the door hands out, as name=value.
bool answer_cookie(const char *head, char cookie[COOKIE_SIZE]) {
    const char *line = strcasestr(head, "\r\nset-cookie:");
    if (!line) {
        return false;
    }
    line += strspn(line + 13, " ") + 13;
    size_t size = strcspn(line, ";\r");
    if (size >= COOKIE_SIZE) {
        return false;
    }
    memcpy(cookie, line, size);
    cookie[size] = 0;
    return true;
}
