package io.millrace.gateway.http;

import io.javalin.http.Context;
import io.millrace.gateway.auth.Caller;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads parts of requests. What is wrong becomes a {@link ProblemException} that does not repeat what came. */
public final class Requests {
    private static final String CALLER = "millrace.caller";
    private static final Pattern NAME = Pattern.compile("[^\\p{C}/\\\\<>\"'&]{1,200}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private Requests() {}

    /** Keeps who asks. */
    static void caller(Context request, Caller caller) {
        request.attribute(CALLER, caller);
    }

    /** Who asks. */
    public static Caller caller(Context request) {
        Caller caller = request.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("nobody was identified: the route needs no role");
        }
        return caller;
    }

    /** A name in the path. What no name of ours can be is not there. */
    public static String name(Context request, String parameter) {
        String name = request.pathParam(parameter);
        if (!NAME.matcher(name).matches()) {
            throw new ProblemException(404, "There is no " + parameter + " of that name.");
        }
        return name;
    }

    /** A whole number in the path. */
    public static long number(Context request, String parameter) {
        String text = request.pathParam(parameter);
        if (!NUMBER.matcher(text).matches()) {
            throw new ProblemException(404, "There is no such " + parameter + ": it must be a whole number.");
        }
        return Long.parseLong(text);
    }

    /** A parameter of the query; empty where it is absent. */
    public static Optional<String> query(Context request, String parameter) {
        List<String> values = request.queryParams(parameter);
        if (values.size() > 1) {
            throw new ProblemException(400, "The parameter " + parameter + " must not stand twice.");
        }
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }

    /** A whole number of the query. */
    public static OptionalLong queryNumber(Context request, String parameter, long least, long most) {
        Optional<String> text = query(request, parameter);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (NUMBER.matcher(text.get()).matches()) {
            long value = Long.parseLong(text.get());
            if (value >= least && value <= most) {
                return OptionalLong.of(value);
            }
        }
        throw new ProblemException(
                400, "The parameter " + parameter + " must be a whole number from " + least + " to " + most + ".");
    }

    /** The body, which must be JSON. */
    public static byte[] json(Context request) {
        String type = request.contentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new ProblemException(415, "The body must be of type application/json.");
        }
        return request.bodyAsBytes();
    }

    /** Answers with JSON. */
    public static void answer(Context request, Object value) {
        request.contentType("application/json").result(Json.text(value));
    }
}
