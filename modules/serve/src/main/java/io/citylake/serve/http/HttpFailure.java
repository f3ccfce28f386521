package io.citylake.serve.http;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures as {@code {code, message}} with the status that fits. */
final class HttpFailure {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFailure.class);
  static final String FAULT = "A fault of the server, which its log tells of";
  private static final int RETRY_SECONDS = 2;

  private HttpFailure() {}

  static void answer(Exception failure, Context context) {
    if (context.res().isCommitted()) {
      LOG.info("An answer broke off: {}", one(String.valueOf(failure.getMessage())));
      // A client must not take what it has for the whole. Jetty's own abort of a servlet leaves
      // Javalin one that it takes for asynchronous.
      ServletContextRequest.getServletContextRequest(context.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close(failure);
      return;
    }
    // What was written so far is no part of this answer.
    context.res().resetBuffer();
    if (failure instanceof CityLakeException known) {
      write(context, status(known.code()), known.code().label(), known.getMessage());
    } else if (failure instanceof HttpResponseException http) {
      write(context, http.getStatus(), ErrorCode.USAGE.label(), one(http.getMessage()));
    } else {
      LOG.error("A request failed", failure);
      write(context, 500, ErrorCode.INTERNAL.label(), FAULT);
    }
  }

  static void write(Context context, int status, String code, String message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code);
    body.put("message", message);
    if (status == 429) {
      context.header("Retry-After", Integer.toString(RETRY_SECONDS));
    }
    if (status == 401) {
      context.header("WWW-Authenticate", "Bearer realm=\"citylake\"");
    }
    context.status(status);
    JsonBody.write(context, body);
  }

  /** In one line, so that a request can't write lines of its own into a log. */
  static String one(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(500)
        .forEach(point -> plain.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
    return plain.toString();
  }

  private static int status(ErrorCode code) {
    return switch (code.kind()) {
      case USER ->
          switch (code) {
            case LOGIN_FAILED -> 401;
            case ACCESS_DENIED, DUTY_SEPARATED, SEPARATION_REMOVED, OPERATION_REFUSED -> 403;
            case TABLE_NOT_FOUND,
                JOB_NOT_FOUND,
                RUN_NOT_FOUND,
                SLOT_NOT_FOUND,
                ALERT_NOT_FOUND,
                DOSSIER_NOT_FOUND,
                QUARANTINE_ROW_NOT_FOUND,
                RESULT_NOT_FOUND,
                SAVED_QUERY_NOT_FOUND ->
                404;
            case RESULT_GONE -> 410;
            case LIMIT_EXCEEDED, RESULTS_FULL -> 429;
            default -> 400;
          };
      case DATA -> 400;
      case EXTERNAL -> 503;
      case INTERNAL -> code == ErrorCode.CANCELLED ? 503 : 500;
    };
  }
}
