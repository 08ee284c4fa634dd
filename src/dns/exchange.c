/* SPDX-License-Identifier: BSD-2-Clause */
/* Sockets: a datagram or a TCP connection for each query, and an end to waiting. */
#define _GNU_SOURCE /* SOCK_CLOEXEC */

#include "dns/exchange.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_MAX = 65535, TCP_LENGTH = 2 };

int64_t lookup_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until the socket is ready; DONE, LATE or ERROR. */
static enum exchange_status wait_for(int descriptor, short events, int64_t end)
{
    for (;;) {
        struct pollfd wanted = {.fd = descriptor, .events = events};
        int64_t left = end - lookup_clock();
        int ready = left > 0 ? poll(&wanted, 1, (int)left) : 0;

        if (ready > 0)
            return EXCHANGE_DONE;
        if (ready == 0)
            return EXCHANGE_LATE;
        if (errno != EINTR)
            return EXCHANGE_ERROR;
    }
}

static bool would_wait(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static void close_socket(int descriptor)
{
    int error = errno;

    close(descriptor);
    errno = error;
}

/* A connected socket: what another address sends never arrives.  -1: errno. */
static int open_socket(const struct exchange *exchange, int type)
{
    const struct server *server = exchange->server;
    int descriptor = socket(server->address.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (descriptor < 0)
        return -1;
    if (connect(descriptor, (const struct sockaddr *)&server->address, server->length) == 0 || errno == EINPROGRESS)
        return descriptor;
    close_socket(descriptor);
    return -1;
}

static enum exchange_status status_of(enum answer_status status)
{
    switch (status) {
    case ANSWER_READ: return EXCHANGE_DONE;
    case ANSWER_CUT: return EXCHANGE_CUT;
    case ANSWER_STRINGS: return EXCHANGE_STRINGS;
    case ANSWER_NOMEM: return EXCHANGE_NOMEM;
    case ANSWER_FOREIGN:
    case ANSWER_DAMAGED: break;
    }
    return EXCHANGE_DAMAGED;
}

/* ---- UDP ---- */

static enum exchange_status receive(const struct exchange *exchange, int descriptor, uint8_t *message,
                                    struct answer *answer)
{
    for (;;) {
        enum exchange_status ready = wait_for(descriptor, POLLIN, exchange->end);
        enum answer_status status;
        ssize_t length;

        if (ready != EXCHANGE_DONE)
            return ready;
        length = recv(descriptor, message, MESSAGE_MAX, 0);
        if (length < 0 && would_wait())
            continue;
        if (length < 0)
            return EXCHANGE_ERROR;
        status = answer_read(message, (size_t)length, exchange->question, answer);
        if (status != ANSWER_FOREIGN)
            return status_of(status);
        answer_free(answer);
    }
}

enum exchange_status exchange_udp(const struct exchange *exchange, struct answer *answer)
{
    uint8_t *message = malloc(MESSAGE_MAX);
    enum exchange_status status = EXCHANGE_ERROR;
    int descriptor;

    if (message == NULL)
        return EXCHANGE_NOMEM;
    descriptor = open_socket(exchange, SOCK_DGRAM);
    if (descriptor >= 0) {
        if (send(descriptor, exchange->query, exchange->length, MSG_NOSIGNAL) >= 0)
            status = receive(exchange, descriptor, message, answer);
        close_socket(descriptor);
    }
    free(message);
    return status;
}

/* ---- TCP ---- */

/* The length in two octets, then the query (RFC 1035 section 4.2.2), in one piece where the kernel takes it so. */
static enum exchange_status send_all(const struct exchange *exchange, int descriptor, uint8_t *framed)
{
    size_t length = exchange->length + TCP_LENGTH, sent = 0;

    framed[0] = (uint8_t)(exchange->length >> 8);
    framed[1] = (uint8_t)exchange->length;
    for (size_t i = 0; i < exchange->length; i++)
        framed[TCP_LENGTH + i] = exchange->query[i];
    while (sent < length) {
        enum exchange_status ready = wait_for(descriptor, POLLOUT, exchange->end);
        ssize_t count;

        if (ready != EXCHANGE_DONE)
            return ready;
        count = send(descriptor, framed + sent, length - sent, MSG_NOSIGNAL);
        if (count >= 0)
            sent += (size_t)count;
        else if (!would_wait())
            return EXCHANGE_ERROR;
    }
    return EXCHANGE_DONE;
}

/* Exactly so many octets; a connection that ends before is ECONNRESET. */
static enum exchange_status receive_all(const struct exchange *exchange, int descriptor, uint8_t *data, size_t length)
{
    size_t got = 0;

    while (got < length) {
        enum exchange_status ready = wait_for(descriptor, POLLIN, exchange->end);
        ssize_t count;

        if (ready != EXCHANGE_DONE)
            return ready;
        count = recv(descriptor, data + got, length - got, 0);
        if (count > 0) {
            got += (size_t)count;
        } else if (count == 0) {
            errno = ECONNRESET;
            return EXCHANGE_ERROR;
        } else if (!would_wait()) {
            return EXCHANGE_ERROR;
        }
    }
    return EXCHANGE_DONE;
}

static enum exchange_status converse(const struct exchange *exchange, int descriptor, uint8_t *message,
                                     struct answer *answer)
{
    enum exchange_status status = send_all(exchange, descriptor, message);
    size_t length;

    if (status == EXCHANGE_DONE)
        status = receive_all(exchange, descriptor, message, TCP_LENGTH);
    if (status != EXCHANGE_DONE)
        return status;
    length = (size_t)message[0] << 8 | message[1];
    status = receive_all(exchange, descriptor, message, length);
    if (status != EXCHANGE_DONE)
        return status;
    return status_of(answer_read(message, length, exchange->question, answer));
}

enum exchange_status exchange_tcp(const struct exchange *exchange, struct answer *answer)
{
    uint8_t *message = malloc(MESSAGE_MAX + TCP_LENGTH);
    enum exchange_status status = EXCHANGE_ERROR;
    int descriptor;

    if (message == NULL)
        return EXCHANGE_NOMEM;
    descriptor = open_socket(exchange, SOCK_STREAM);
    if (descriptor >= 0) {
        status = converse(exchange, descriptor, message, answer);
        close_socket(descriptor);
    }
    free(message);
    return status;
}
