package io.citylake.serve.flight;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a call comes from. Flight's own middleware isn't told; a tracer is, before any interceptor
 * runs, and can leave it in the call's context.
 */
final class PeerAddress extends ServerStreamTracer.Factory {
  private static final Context.Key<AtomicReference<String>> KEY = Context.key("citylake-peer");
  private static final String UNKNOWN = "unknown";

  /** Of the present call, without the port. */
  static String ofCall() {
    AtomicReference<String> address = KEY.get();
    return address == null ? UNKNOWN : address.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    AtomicReference<String> address = new AtomicReference<>(UNKNOWN);
    return new ServerStreamTracer() {
      @Override
      public Context filterContext(Context context) {
        return context.withValue(KEY, address);
      }

      @Override
      public void serverCallStarted(ServerCallInfo<?, ?> call) {
        address.set(text(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
      }
    };
  }

  private static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress internet) {
      return internet.getAddress().getHostAddress();
    }
    return UNKNOWN;
  }
}
