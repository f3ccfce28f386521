package io.citylake.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.citylake.serve.LakeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * CityLake as its clients know it: panels over HTTP, SQL over Flight, one login for each client.
 */
final class ServedLake implements QueryContestant {
  private static final String HOST = "127.0.0.1";
  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final LakeServer server;
  private final Login login;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BufferAllocator allocator = new RootAllocator();

  private record Login(String user, String password) {}

  /**
   * @param server stays the caller's to close, after this
   */
  ServedLake(LakeServer server, String user, String password) {
    this.server = server;
    this.login = new Login(user, password);
  }

  @Override
  public String name() {
    return "CityLake, served";
  }

  @Override
  public ServedClient connect() {
    return new ServedClient(
        http, URI.create("http://" + HOST + ":" + server.httpPort()), flight(), login);
  }

  private FlightClient flight() {
    return FlightClient.builder(allocator, Location.forGrpcInsecure(HOST, server.flightPort()))
        .build();
  }

  @Override
  public void close() {
    allocator.close();
  }

  /** One client with its token. */
  static final class ServedClient implements Client {
    private final HttpClient http;
    private final URI address;
    private final String bearer;
    private final FlightClient flight;
    private final FlightSqlClient sql;
    private final CallOption caller;

    private ServedClient(HttpClient http, URI address, FlightClient flight, Login login) {
      this.http = http;
      this.address = address;
      this.flight = flight;
      this.sql = new FlightSqlClient(flight);
      this.caller = flight.authenticateBasicToken(login.user(), login.password()).orElseThrow();
      this.bearer = "Bearer " + token(login);
    }

    private String token(Login login) {
      try {
        String body =
            new ObjectMapper()
                .writeValueAsString(Map.of("user", login.user(), "password", login.password()));
        HttpRequest request =
            HttpRequest.newBuilder(address.resolve("/api/v1/login"))
                .POST(BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(send(request)).get("token").textValue();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot log in over HTTP", e);
      }
    }

    @Override
    public Taken ask(BenchQuery query) throws Exception {
      return query.path() != null ? panel(query.path()) : new Taken(rows(query.sql()));
    }

    private Taken panel(String path) throws IOException {
      byte[] body =
          send(
              HttpRequest.newBuilder(address.resolve(path))
                  .header("Authorization", bearer)
                  // Compared as numbers with the others' answers.
                  .header("X-Numbers", "plain")
                  .build());
      return new Taken(() -> parsed(body));
    }

    private byte[] send(HttpRequest request) throws IOException {
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
          throw new IOException(
              "%s answered %d: %s"
                  .formatted(
                      request.uri().getPath(),
                      response.statusCode(),
                      new String(response.body(), java.nio.charset.StandardCharsets.UTF_8)));
        }
        return response.body();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("Interrupted", e);
      }
    }

    private static List<List<@Nullable Object>> parsed(byte[] body) {
      try {
        JsonNode answer = JSON.readTree(body);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (JsonNode row : answer.get("rows")) {
          List<@Nullable Object> values = new ArrayList<>();
          answer
              .get("columns")
              .forEach(each -> values.add(value(row.get(each.get("name").textValue()))));
          rows.add(values);
        }
        return rows;
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the answer as JSON", e);
      }
    }

    private static @Nullable Object value(JsonNode node) {
      if (node.isNull()) {
        return null;
      } else if (node.isNumber()) {
        return node.decimalValue();
      } else if (node.isArray()) {
        List<@Nullable Object> values = new ArrayList<>();
        node.forEach(each -> values.add(value(each)));
        return values;
      }
      return node.isTextual() ? node.textValue() : node.toString();
    }

    private java.util.function.Supplier<List<List<@Nullable Object>>> rows(String statement)
        throws Exception {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      eachBatch(
          statement,
          root -> {
            for (int row = 0; row < root.getRowCount(); row++) {
              List<@Nullable Object> values = new ArrayList<>();
              for (FieldVector vector : root.getFieldVectors()) {
                values.add(VectorValue.of(vector, row));
              }
              rows.add(values);
            }
          });
      return () -> rows;
    }

    /** Takes a whole answer over Flight SQL; what a visitor does counts into the time it takes. */
    @SuppressWarnings("try") // closing a stream may be interrupted, which nobody does here
    void eachBatch(String statement, java.util.function.Consumer<VectorSchemaRoot> visitor)
        throws Exception {
      for (FlightEndpoint endpoint : sql.execute(statement, caller).getEndpoints()) {
        try (FlightStream stream = sql.getStream(endpoint.getTicket(), caller)) {
          while (stream.next()) {
            visitor.accept(stream.getRoot());
          }
        }
      }
    }

    @Override
    public void close() {
      try {
        flight.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
