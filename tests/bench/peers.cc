// SPDX-License-Identifier: BSD-2-Clause
// simdjson, RapidJSON and yyjson, as their manuals say they are fastest for texts that are read once.
#include "peers.h"

#if __has_include(<simdjson.h>)
#include <simdjson.h>
#endif
#if __has_include(<rapidjson/reader.h>)
#include <rapidjson/document.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#endif
#if __has_include(<yyjson.h>)
#include <yyjson.h>
#endif
#if __has_include(<jansson.h>)
#include <jansson.h>
#endif
#if __has_include(<json-c/json.h>)
#include <json-c/json.h>
#endif

namespace {

#if __has_include(<simdjson.h>)

using namespace simdjson;

bool simdjson_dom(const char *data, size_t length)
{
    static dom::parser parser;

    return parser.parse(data, length, false).error() == SUCCESS;
}

// On-Demand checks only what is looked at: so everything is.
bool visit(ondemand::value value)
{
    ondemand::json_type type;
    bool good = value.type().get(type) == SUCCESS;

    if (!good)
        return false;
    switch (type) {
    case ondemand::json_type::object: {
        ondemand::object object;
        if (value.get_object().get(object) != SUCCESS)
            return false;
        for (auto field : object) {
            std::string_view key;
            ondemand::value inner;
            if (field.unescaped_key().get(key) != SUCCESS || field.value().get(inner) != SUCCESS || !visit(inner))
                return false;
        }
        return true;
    }
    case ondemand::json_type::array: {
        ondemand::array array;
        if (value.get_array().get(array) != SUCCESS)
            return false;
        for (auto element : array) {
            ondemand::value inner;
            if (element.get(inner) != SUCCESS || !visit(inner))
                return false;
        }
        return true;
    }
    case ondemand::json_type::string: return value.get_string().error() == SUCCESS;
    case ondemand::json_type::number: return value.get_uint64().error() == SUCCESS;
    case ondemand::json_type::boolean: return value.get_bool().error() == SUCCESS;
    case ondemand::json_type::null: return value.is_null();
    }
    return false;
}

bool simdjson_ondemand(const char *data, size_t length)
{
    static ondemand::parser parser;
    ondemand::document document;
    ondemand::value top;

    if (parser.iterate(data, length, length + SIMDJSON_PADDING).get(document) != SUCCESS)
        return false;
    return document.get_value().get(top) == SUCCESS && visit(top);
}

bool utf8_alone(const char *data, size_t length)
{
    return validate_utf8(data, length);
}

#else
bool (*const utf8_alone)(const char *, size_t) = nullptr;
enum { SIMDJSON_PADDING = 0 };
bool (*const simdjson_dom)(const char *, size_t) = nullptr;
bool (*const simdjson_ondemand)(const char *, size_t) = nullptr;
#endif

#if __has_include(<rapidjson/reader.h>)

bool rapidjson_sax(const char *data, size_t length)
{
    using namespace rapidjson;
    BaseReaderHandler<UTF8<>> handler;
    MemoryStream memory(data, length);
    EncodedInputStream<UTF8<>, MemoryStream> stream(memory);
    Reader reader;

    return !reader.Parse<kParseValidateEncodingFlag>(stream, handler).IsError();
}

bool rapidjson_dom(const char *data, size_t length)
{
    rapidjson::Document document;

    return !document.Parse<rapidjson::kParseValidateEncodingFlag>(data, length).HasParseError();
}

#else
bool (*const rapidjson_sax)(const char *, size_t) = nullptr;
bool (*const rapidjson_dom)(const char *, size_t) = nullptr;
#endif

#if __has_include(<yyjson.h>)

bool yyjson_dom(const char *data, size_t length)
{
    yyjson_doc *document = yyjson_read(data, length, 0);
    bool good = document != nullptr;

    yyjson_doc_free(document);
    return good;
}

#else
bool (*const yyjson_dom)(const char *, size_t) = nullptr;
#endif

#if __has_include(<jansson.h>)

bool jansson_dom(const char *data, size_t length)
{
    json_t *document = json_loadb(data, length, JSON_REJECT_DUPLICATES, nullptr);
    bool good = document != nullptr;

    json_decref(document);
    return good;
}

#else
bool (*const jansson_dom)(const char *, size_t) = nullptr;
#endif

#if __has_include(<json-c/json.h>)

bool json_c_dom(const char *data, size_t length)
{
    json_tokener *tokener = json_tokener_new();
    json_object *document = json_tokener_parse_ex(tokener, data, (int)length);
    bool good = document != nullptr;

    json_object_put(document);
    json_tokener_free(tokener);
    return good;
}

#else
bool (*const json_c_dom)(const char *, size_t) = nullptr;
#endif

} // namespace

extern "C" {

const struct peer peers[] = {
    {"simdjson On-Demand", simdjson_ondemand, SIMDJSON_PADDING},
    {"simdjson DOM", simdjson_dom, SIMDJSON_PADDING},
    {"RapidJSON SAX", rapidjson_sax, 1},
    {"RapidJSON DOM", rapidjson_dom, 1},
    {"yyjson", yyjson_dom, 0},
    {"jansson", jansson_dom, 0},
    {"json-c", json_c_dom, 0},
    {"UTF-8 alone", utf8_alone, 0},
};

const size_t peer_count = sizeof(peers) / sizeof(peers[0]);
}
