/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of renderers of `rptlint report`. */
#include "output/digest_render.h"

#include <string.h>

const struct digest_renderer *const digest_renderers[] = {
    &digest_text, &digest_json, &digest_ndjson, &digest_csv, &digest_prometheus, &digest_html, NULL,
};

const struct digest_renderer *digest_renderer_find(const char *name)
{
    for (size_t i = 0; digest_renderers[i] != NULL; i++)
        if (strcmp(digest_renderers[i]->name, name) == 0)
            return digest_renderers[i];
    return NULL;
}
