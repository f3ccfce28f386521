package io.citylake.serve.http;

import io.citylake.govern.Caller;
import io.citylake.serve.operation.Call;
import io.citylake.serve.operation.Operation;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Optional;
import java.util.Set;

/** A request of a route as a call of an operation. */
final class HttpCall implements Call {
  private final Context context;

  private HttpCall(Context context) {
    this.context = context;
  }

  /** The route by which an operation is called. */
  static Route route(Operation operation) {
    return new Route(
        switch (operation.verb()) {
          case GET -> HandlerType.GET;
          case POST -> HandlerType.POST;
        },
        HttpFront.API + operation.path(),
        Route.Access.CALLERS,
        context -> JsonBody.write(context, operation.handler().answer(new HttpCall(context))));
  }

  @Override
  public Caller caller() {
    return HttpCallers.statingCallerOf(context);
  }

  @Override
  public String asked() {
    String query = context.queryString();
    return HttpFailure.one(context.path() + (query == null ? "" : "?" + query));
  }

  @Override
  public String part(String name) {
    return context.pathParam(name);
  }

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(context.queryParam(name));
  }

  @Override
  public Body body(Set<String> keys) {
    return JsonBody.read(context, keys);
  }
}
