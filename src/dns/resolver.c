/* SPDX-License-Identifier: BSD-2-Clause */
/* Which resolvers to ask: addresses as people write them, and /etc/resolv.conf. */
#define _POSIX_C_SOURCE 200809L

#include "dns/lookup.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

/* One to five digits, 1 to 65535; 0 for anything else. */
static unsigned port_of(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    unsigned port = 0;

    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return 0;
    for (; *text != '\0'; text++)
        port = port * 10 + (unsigned)(*text - '0');
    return port <= 65535 ? port : 0;
}

/* A numeric address, with a zone where it needs one. */
static bool add_address(struct resolver *resolver, const char *host, unsigned port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_DGRAM}, *found;
    struct server *server = &resolver->servers[resolver->count];
    char service[8];

    snprintf(service, sizeof(service), "%u", port);
    if (resolver->count == RESOLVERS_MAX || getaddrinfo(host, service, &hints, &found) != 0)
        return false;
    memcpy(&server->address, found->ai_addr, found->ai_addrlen);
    server->length = found->ai_addrlen;
    snprintf(server->text, sizeof(server->text), "%s@%u", host, port);
    freeaddrinfo(found);
    resolver->count++;
    return true;
}

/* libc also takes 127.1, 0x7f000001 and 2130706433 for IPv4 addresses: more likely somebody left something out. */
static bool is_short_form(const char *host)
{
    struct in_addr address;

    return strchr(host, ':') == NULL && inet_pton(AF_INET, host, &address) != 1;
}

bool resolver_add(struct resolver *resolver, const char *text)
{
    char host[SERVER_ROOM - 8];
    const char *at = strrchr(text, '@');
    size_t length = at != NULL ? (size_t)(at - text) : strlen(text);
    unsigned port = at != NULL ? port_of(at + 1) : PORT_DNS;

    if (length == 0 || length >= sizeof(host) || port == 0)
        return false;
    memcpy(host, text, length);
    host[length] = '\0';
    return !is_short_form(host) && add_address(resolver, host, port);
}

/* nameserver ADDRESS; libc passes over what it does not understand, and so does this. */
static void take_line(struct resolver *resolver, const char *line)
{
    static const char keyword[] = "nameserver";
    char host[SERVER_ROOM - 8];
    size_t length;

    if (strncmp(line, keyword, sizeof(keyword) - 1) != 0)
        return;
    line += sizeof(keyword) - 1;
    if (*line != ' ' && *line != '\t')
        return;
    line += strspn(line, " \t");
    length = strcspn(line, " \t\r\n#;");
    if (length == 0 || length >= sizeof(host))
        return;
    memcpy(host, line, length);
    host[length] = '\0';
    (void)add_address(resolver, host, PORT_DNS);
}

bool resolver_add_system(struct resolver *resolver, const char *path)
{
    FILE *file = fopen(path, "re");
    char line[256];
    bool whole = true, good;

    if (file == NULL && errno != ENOENT)
        return false;
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (whole)
            take_line(resolver, line);
        whole = strchr(line, '\n') != NULL; /* the rest of a line that is too long begins none */
    }
    good = file == NULL || !ferror(file);
    if (file != NULL)
        fclose(file);
    if (good && resolver->count == 0)
        (void)add_address(resolver, "127.0.0.1", PORT_DNS);
    return good;
}
