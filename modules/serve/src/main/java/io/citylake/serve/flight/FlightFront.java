package io.citylake.serve.flight;

import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.AsOf;
import io.citylake.serve.engine.CatalogView;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.Releases;
import io.citylake.serve.engine.ServerKeys;
import io.citylake.serve.engine.Sessions;
import io.citylake.serve.engine.Shares;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The Arrow Flight SQL server. Each call says who calls; answers go out as fast as they are read.
 */
public final class FlightFront implements AutoCloseable {
  /** More than there may be puts, and more than a user may have calls. */
  private static final int CALL_THREADS = 128;

  private static final int CALLS_OF_CONNECTION = 100;

  /**
   * Streams that a connection may have reset in a time, by either side: what Netty's own servers
   * allow. gRPC has no bound of its own (CVE-2023-44487, CVE-2025-55163).
   */
  private static final int RESETS = 200;

  private static final int RESET_SECONDS = 30;

  /** A connection counts for its address from its first settings on; before, it has this long. */
  private static final int HANDSHAKE_SECONDS = 5;

  private static final int ANSWER_THREADS = 256;
  private static final int LARGEST_MESSAGE = 4 << 20;
  private static final int LARGEST_HEADERS = 32 << 10;
  private static final long GOODBYE_SECONDS = 10;

  static {
    // Arrow 18.3 reads what is put through a method that gRPC has no longer; this way it copies.
    System.setProperty("arrow.flight.enable_zero_copy_read", "false");
  }

  private final FlightServer server;
  private final BufferAllocator allocator;
  private final ExecutorService calls;
  private final ExecutorService answers;
  private final PutPlaces puts;

  private FlightFront(
      FlightServer server,
      BufferAllocator allocator,
      ExecutorService calls,
      ExecutorService answers,
      PutPlaces puts) {
    this.server = server;
    this.allocator = allocator;
    this.calls = calls;
    this.answers = answers;
    this.puts = puts;
  }

  /**
   * What the server is made of.
   *
   * @param calls of users, over all protocols
   */
  public record Parts(
      QueryEngine engine,
      Releases releases,
      CatalogView shelf,
      Authenticator authenticator,
      Sessions sessions,
      Shares calls,
      Clock clock) {}

  /**
   * Starts to listen.
   *
   * @throws CityLakeException SETTING_INVALID where it can't
   */
  public static FlightFront open(Parts parts, ListenAddress door, BufferAllocator parent) {
    BufferAllocator allocator = parent.newChildAllocator("flight", 0, Long.MAX_VALUE);
    ExecutorService calls =
        pool("citylake-flight-call", CALL_THREADS, CALL_THREADS, new LinkedBlockingQueue<>(10_000));
    ExecutorService answers =
        pool("citylake-flight-answer", 0, ANSWER_THREADS, new SynchronousQueue<>());
    AnswerStream stream = new AnswerStream(parts.engine(), allocator, answers, door.patience());
    PutPlaces puts = new PutPlaces(door.limits());
    LakeProducer producer =
        new LakeProducer(
            new FlightStatements(
                parts.engine(), new AsOf(parts.releases(), door.zone()), parts.clock()),
            new Listings(parts.shelf(), door.zone(), allocator),
            stream,
            parts.sessions(),
            puts);
    try {
      FlightServer server = builder(parts, door, allocator, producer).executor(calls).build();
      return new FlightFront(server.start(), allocator, calls, answers, puts);
    } catch (IOException e) {
      calls.shutdown();
      answers.shutdown();
      puts.close();
      allocator.close();
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot listen for Flight SQL: %s; see serve in conf/citylake.yaml (host=%s, port=%d)"
              .formatted(e.getMessage(), door.host(), door.port()),
          e);
    }
  }

  private static FlightServer.Builder builder(
      Parts parts, ListenAddress door, BufferAllocator allocator, LakeProducer producer)
      throws IOException {
    ServerKeys keys = door.keys();
    Location location =
        keys != null
            ? Location.forGrpcTls(door.host(), door.port())
            : Location.forGrpcInsecure(door.host(), door.port());
    AddressFilter addresses = new AddressFilter(new Shares(door.limits().connectionsPerAddress()));
    Consumer<NettyServerBuilder> transport =
        netty -> {
          netty
              .addStreamTracerFactory(new CallTracer())
              .addTransportFilter(addresses)
              .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
              .maxConcurrentCallsPerConnection(CALLS_OF_CONNECTION)
              .maxRstFramesPerWindow(RESETS, RESET_SECONDS);
          if (keys != null) {
            netty.sslContext(context(keys));
          }
        };
    FlightServer.Builder builder =
        FlightServer.builder(allocator, location, producer)
            .middleware(
                CallerMiddleware.KEY,
                new CallerMiddleware.Factory(
                    parts.authenticator(), parts.sessions(), parts.calls()))
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .setMaxHeaderListSize(LARGEST_HEADERS)
            .transportHint("grpc.builderConsumer", transport);
    if (keys != null) {
      // Arrow asks for files where it is told of TLS; the context above takes their place.
      builder.useTls(keys.files().certificate().toFile(), keys.files().key().toFile());
    }
    return builder;
  }

  /** Java's own TLS: that of the native library keeps the keys that it was made with. */
  private static SslContext context(ServerKeys keys) {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK).build();
    } catch (SSLException e) {
      throw new IllegalStateException("Cannot use TLS", e);
    }
  }

  public int port() {
    return server.getPort();
  }

  private static ExecutorService pool(
      String name, int core, int most, java.util.concurrent.BlockingQueue<Runnable> queue) {
    return new ThreadPoolExecutor(
        core,
        most,
        60,
        TimeUnit.SECONDS,
        queue,
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Ends the calls that run; close the engine first, so that their queries have stopped. */
  @Override
  public void close() {
    try {
      server.shutdown();
      puts.close();
      answers.shutdown();
      if (!answers.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        // A client that doesn't read holds its answer's thread.
        answers.shutdownNow();
      }
      server.close();
      calls.shutdown();
      if (!answers.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Cannot end the answers that are on their way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      allocator.close();
    }
  }
}
