package io.citylake.serve.http;

import io.citylake.model.ErrorCode;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what never becomes a request of a route, such as broken HTTP: in the shape of every other
 * failure, where the server's own pages are HTML and repeat the address.
 */
final class HttpRefusal implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    boolean ours = HttpStatus.isServerError(status);
    ErrorCode code = ours ? ErrorCode.INTERNAL : ErrorCode.USAGE;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", code.label());
    body.put(
        "message",
        ours ? HttpFailure.FAULT : "Cannot read the request: " + HttpStatus.getMessage(status));
    HttpFront.SAFETY.forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(JsonBody.bytes(body)), callback);
    return true;
  }
}
