package io.citylake.serve.flight;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a call comes from, and when it ends. Flight's own middleware isn't told of either where a
 * client leaves; a tracer is, and begins before any interceptor runs.
 */
final class CallTracer extends ServerStreamTracer.Factory {
  private static final Context.Key<AtomicReference<String>> PEER = Context.key("citylake-peer");
  private static final Context.Key<Queue<Runnable>> END = Context.key("citylake-end");
  private static final String UNKNOWN = "unknown";

  /** Of the present call, without the port. */
  static String peer() {
    AtomicReference<String> address = PEER.get();
    return address == null ? UNKNOWN : address.get();
  }

  /** Has something done once the present call is over, however it ends. */
  static void atEnd(Runnable work) {
    Queue<Runnable> end = END.get();
    if (end == null) {
      throw new IllegalStateException("No call is traced");
    }
    end.add(work);
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    AtomicReference<String> address = new AtomicReference<>(UNKNOWN);
    Queue<Runnable> end = new ConcurrentLinkedQueue<>();
    return new ServerStreamTracer() {
      @Override
      public Context filterContext(Context context) {
        return context.withValues(PEER, address, END, end);
      }

      @Override
      public void streamClosed(Status status) {
        for (Runnable each = end.poll(); each != null; each = end.poll()) {
          each.run();
        }
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
