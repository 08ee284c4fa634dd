/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hostile PORT SEED: a DNS server on 127.0.0.1, over UDP and TCP, whose every answer is a crafted one.
 *
 * PORT 0 takes a free one; "port N" on standard output says which, when queries may come.  A query for a name with a
 * number or a kind of answer (crafted.h) among its labels gets that answer, any other the one with the number of the
 * queries so far.  It serves until it is killed.  `hostile kinds` lists the kinds in the order of their numbers.
 */
#define _POSIX_C_SOURCE 200809L

#include "crafted.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 200, DRIP_MILLISECONDS = 20, PORT_ATTEMPTS = 100 };
enum { UDP, ELSEWHERE, LISTENER, SOCKETS };

struct connection {
    unsigned char query[2 + 512];
    size_t got;
    bool answered;
    enum delivery delivery;
    unsigned char *answer; /* with its length before it */
    size_t length, sent;
};

static struct pollfd polled[SOCKETS + CONNECTIONS_MAX];
static struct connection connections[CONNECTIONS_MAX]; /* that of polled[SOCKETS + i] is connections[i] */
static size_t connection_count;
static struct crafted crafted;
static uint64_t seed, sequence; /* sequence counts the queries */

static int fail(const char *what)
{
    fprintf(stderr, "hostile: %s: %s\n", what, strerror(errno));
    return 1;
}

/* A socket of 127.0.0.1 that does not block, or -1. */
static int bound_socket(int type, in_port_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, type, 0), on = 1;

    if (fd < 0)
        return -1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (type == SOCK_STREAM)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The same port for UDP and TCP. */
static bool open_sockets(in_port_t port)
{
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
        struct sockaddr_in address;
        socklen_t size = sizeof(address);
        int udp = bound_socket(SOCK_DGRAM, port), tcp;

        if (udp < 0 || getsockname(udp, (struct sockaddr *)&address, &size) != 0)
            return false;
        tcp = bound_socket(SOCK_STREAM, ntohs(address.sin_port));
        if (tcp >= 0 && listen(tcp, 128) == 0) {
            polled[UDP].fd = udp;
            polled[LISTENER].fd = tcp;
            polled[ELSEWHERE].fd = bound_socket(SOCK_DGRAM, 0);
            printf("port %d\n", ntohs(address.sin_port));
            return polled[ELSEWHERE].fd >= 0 && fflush(stdout) == 0;
        }
        close(udp);
        if (tcp >= 0)
            close(tcp);
        if (port != 0)
            return false;
    }
    return false;
}

static bool craft(const unsigned char *query, size_t length, bool tcp)
{
    uint64_t number;

    if (!crafted_number(query, length, sequence++, &number))
        return false;
    crafted_answer(query, length, tcp, seed, number, &crafted);
    return true;
}

/* Answers with seven other identifiers, and other text in them, before the right one. */
static void send_decoys(const struct sockaddr_in *client)
{
    static unsigned char decoy[CRAFTED_MAX];

    memcpy(decoy, crafted.octets, crafted.length);
    for (size_t i = 0; i + 3 < crafted.length; i++)
        if (memcmp(decoy + i, "tls@", 4) == 0)
            memcpy(decoy + i, "bad", 3);
    for (unsigned i = 1; i < 8; i++) {
        decoy[1] = (unsigned char)(crafted.octets[1] ^ i);
        sendto(polled[UDP].fd, decoy, crafted.length, 0, (const struct sockaddr *)client, sizeof(*client));
    }
}

/* A datagram that can't be sent is one that is lost. */
static void serve_udp(void)
{
    unsigned char query[512];
    struct sockaddr_in client;
    socklen_t size = sizeof(client);
    ssize_t got = recvfrom(polled[UDP].fd, query, sizeof(query), 0, (struct sockaddr *)&client, &size);

    if (got < 0 || !craft(query, (size_t)got, false) || crafted.delivery == DELIVER_NOTHING)
        return;
    if (crafted.delivery == DELIVER_DECOYS)
        send_decoys(&client);
    sendto(polled[crafted.delivery == DELIVER_ELSEWHERE ? ELSEWHERE : UDP].fd, crafted.octets, crafted.length, 0,
           (struct sockaddr *)&client, size);
}

static void accept_connection(void)
{
    int fd = accept(polled[LISTENER].fd, NULL, NULL);

    if (fd < 0)
        return;
    if (connection_count == CONNECTIONS_MAX || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        close(fd);
        return;
    }
    polled[SOCKETS + connection_count] = (struct pollfd){.fd = fd, .events = POLLIN};
    connections[connection_count++] = (struct connection){.got = 0};
}

static void end_connection(size_t index)
{
    close(polled[SOCKETS + index].fd);
    free(connections[index].answer);
    connection_count--;
    connections[index] = connections[connection_count];
    polled[SOCKETS + index] = polled[SOCKETS + connection_count];
}

/* The query that has come gets its answer ready; false when there is no room for one. */
static bool prepare(struct connection *connection, struct pollfd *socket)
{
    size_t length = (size_t)connection->query[0] << 8 | connection->query[1];

    if (length > sizeof(connection->query) - 2)
        return false;
    if (connection->got < 2 + length)
        return true;
    if (!craft(connection->query + 2, length, true))
        return false;
    connection->answer = malloc(2 + crafted.length);
    if (connection->answer == NULL)
        return false;
    connection->answer[0] = (unsigned char)(crafted.announced >> 8);
    connection->answer[1] = (unsigned char)crafted.announced;
    memcpy(connection->answer + 2, crafted.octets, crafted.length);
    connection->length = 2 + crafted.length;
    connection->delivery = crafted.delivery;
    connection->answered = true;
    if (connection->delivery != DELIVER_NOTHING && connection->delivery != DELIVER_SLOWLY)
        socket->events |= POLLOUT;
    return true;
}

/* False when the connection is over. */
static bool read_query(struct connection *connection, struct pollfd *socket)
{
    unsigned char more[64];
    unsigned char *to = connection->answered ? more : connection->query + connection->got;
    size_t room = connection->answered ? sizeof(more) : sizeof(connection->query) - connection->got;
    ssize_t got = recv(socket->fd, to, room, 0);

    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    if (got == 0)
        return false;
    if (connection->answered)
        return true;
    connection->got += (size_t)got;
    return connection->got < 2 || prepare(connection, socket);
}

static bool write_answer(struct connection *connection, struct pollfd *socket)
{
    size_t rest = connection->length - connection->sent;
    bool slowly = connection->delivery == DELIVER_SLOWLY;
    ssize_t sent = send(socket->fd, connection->answer + connection->sent, slowly && rest > 1 ? 1 : rest, MSG_NOSIGNAL);

    if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
    connection->sent += (size_t)sent;
    if (connection->sent < connection->length)
        return true;
    socket->events = POLLIN;
    return connection->delivery != DELIVER_CLOSE;
}

static void serve_connections(void)
{
    for (size_t i = connection_count; i-- > 0;) {
        struct pollfd *socket = &polled[SOCKETS + i];
        bool open = true;

        if ((socket->revents & (POLLIN | POLLHUP | POLLERR)) != 0)
            open = read_query(&connections[i], socket);
        if (open && (socket->revents & POLLOUT) != 0)
            open = write_answer(&connections[i], socket);
        if (!open)
            end_connection(i);
    }
}

/* One more octet to each that is served slowly; how many milliseconds there are until the next, -1: for ever. */
static int serve_slowly(void)
{
    static long long next;
    struct timespec time;
    int wait = -1;

    clock_gettime(CLOCK_MONOTONIC, &time);

    long long now = (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
    bool due = now >= next;
    for (size_t i = connection_count; i-- > 0;) {
        struct connection *connection = &connections[i];

        if (connection->delivery != DELIVER_SLOWLY || connection->sent == connection->length)
            continue;
        wait = DRIP_MILLISECONDS;
        if (due && !write_answer(connection, &polled[SOCKETS + i]))
            end_connection(i);
    }
    if (due)
        next = now + DRIP_MILLISECONDS;
    return wait;
}

static int serve(void)
{
    for (;;) {
        if (poll(polled, SOCKETS + connection_count, serve_slowly()) < 0) {
            if (errno != EINTR)
                return fail("poll");
            continue;
        }
        if ((polled[UDP].revents & POLLIN) != 0)
            serve_udp();
        serve_connections();
        if ((polled[LISTENER].revents & POLLIN) != 0)
            accept_connection();
    }
}

int main(int argc, char **argv)
{
    char *end = NULL;
    unsigned long port = argc == 3 ? strtoul(argv[1], &end, 10) : 65536;

    if (argc == 2 && strcmp(argv[1], "kinds") == 0) {
        for (size_t kind = 0; kind < crafted_kinds(); kind++)
            puts(crafted_kind(kind));
        return 0;
    }
    if (port > 65535 || *end != '\0') {
        fputs("usage: hostile PORT SEED | hostile kinds\n", stderr);
        return 2;
    }
    seed = strtoull(argv[2], &end, 10);
    signal(SIGPIPE, SIG_IGN);
    if (!open_sockets((in_port_t)port))
        return fail("no port");
    polled[UDP].events = polled[LISTENER].events = POLLIN;
    return serve();
}
