package io.citylake.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.serve.ServeFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S29: what a browser could be made to do, by another site's page or by what is in the lake. */
class TestBrowsersSpark {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private static Path home;
  private static ServeFixture lake;

  @BeforeAll
  static void open() {
    lake = ServeFixture.open(home);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  /** S29: also the refusals. */
  @Test
  void answersEveryRequestWithHeadersAgainstAbuse() throws Exception {
    List<HttpResponse<String>> answers =
        List.of(
            ask("/api/v1/themes"),
            send(sql("SELECT 1 AS a").header("Accept", "text/csv")),
            send(sql("SELEKT")),
            send(sql("SELECT * FROM air.secret")),
            ask("/api/v1/data/air/all"),
            ask("/api/v1/nowhere"),
            send(to("/api/v1/themes").header("Authorization", "Bearer forged")),
            send(to("/api/v1/themes")),
            send(
                to("/api/v1/login")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"user\": \"ann\", \"password\": \"password-of-ann\"}"))),
            ask("/api/v1/openapi.json"),
            ask("/health"),
            ask("/metrics"));
    for (HttpResponse<String> answer : answers) {
      assertThat(answer.headers().map())
          .as(answer.uri() + " " + answer.statusCode())
          .containsEntry("X-Content-Type-Options", List.of("nosniff"))
          .containsEntry("X-Frame-Options", List.of("DENY"))
          .containsEntry(
              "Content-Security-Policy", List.of("default-src 'none'; frame-ancestors 'none'"))
          .containsEntry("Cross-Origin-Resource-Policy", List.of("same-origin"))
          .containsEntry("Referrer-Policy", List.of("no-referrer"))
          .containsEntry("Cache-Control", List.of("no-store"))
          .doesNotContainKeys("Server", "Set-Cookie", "Location");
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
      // A browser that is told of it would ask for a password and send it from then on by itself.
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
          .doesNotContainIgnoringCase("basic");
    }
  }

  /** The only page there is: what it may load and run, the browser is told. */
  @Test
  void servesTheConsoleUnderAPolicyWithoutInlineScripts() throws Exception {
    HttpResponse<String> page = send(to("/"));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains(
            "default-src 'none'",
            "script-src 'self';",
            "style-src 'self';",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    for (String name : List.of("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")) {
      assertThat(page.headers().firstValue(name)).as(name).isPresent();
    }
    assertThat(page.headers().map()).doesNotContainKeys("Set-Cookie", "ETag");
    String script = asset(page.body(), ".js");
    HttpResponse<String> got = send(to(script).header("Accept-Encoding", "br, gzip;q=0"));
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.headers().firstValue("Content-Type")).hasValue("text/javascript;charset=utf-8");
    assertThat(got.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(got.headers().firstValue("Cache-Control").orElseThrow())
        .contains("immutable", "max-age=31536000");
    assertThat(got.headers().firstValue("Content-Encoding")).isEmpty();
    int length = got.body().getBytes(StandardCharsets.UTF_8).length;

    HttpResponse<String> zipped = send(to(script).header("Accept-Encoding", "gzip"));
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(zipped.headers().firstValue("Vary")).hasValue("Accept-Encoding");
    assertThat(zipped.headers().firstValueAsLong("Content-Length").orElseThrow())
        .isLessThan(length);

    String tag = got.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> same = send(to(script).header("If-None-Match", "\"other\", " + tag));
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(send(to(script).header("If-None-Match", "\"other\"")).statusCode()).isEqualTo(200);

    HttpResponse<String> head = send(to(script).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length").orElseThrow()).isEqualTo(length);
    assertThat(send(to("/").method("HEAD", BodyPublishers.noBody())).statusCode()).isEqualTo(200);
  }

  private static String asset(String page, String ending) {
    return Pattern.compile("\"(/assets/[^\"]+" + Pattern.quote(ending) + ")\"")
        .matcher(page)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  @Test
  void servesNothingBesideTheConsolesOwnFiles() throws Exception {
    for (String path :
        List.of(
            "/assets/",
            "/assets/none.js",
            "/assets/index.html",
            "/assets/..%2findex.html",
            "/assets/%2e%2e/index.html",
            "/assets/..%5cindex.html",
            "/assets/....//sources.sha256",
            "/assets/%00",
            "/assets/../../http/openapi.json",
            "/index.html",
            "/sources.sha256",
            "//etc/passwd")) {
      HttpResponse<String> answer = send(to(path));
      assertThat(answer.statusCode()).as(path).isIn(400, 404);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("Cache-Control")).as(path).hasValue("no-store");
    }
    assertThat(send(to("/").POST(BodyPublishers.noBody())).statusCode()).isEqualTo(404);
  }

  /** S29: a preflight is answered nothing that allows what it asks. */
  @Test
  void allowsNoOtherSiteToSendCredentialsOrToAsk() throws Exception {
    HttpResponse<String> answer =
        send(
            to("/api/v1/sql")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization"));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    for (String site : List.of("cross-site", "same-site")) {
      int admitted = lake.gate.admitted.get();
      HttpResponse<String> refused = send(sql("SELECT 1 AS a").header("Sec-Fetch-Site", site));
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("CL1014", "a page of another site asks");
      assertThat(lake.gate.admitted.get()).isEqualTo(admitted);
    }
    for (String site : List.of("same-origin", "none")) {
      assertThat(send(sql("SELECT 1 AS a").header("Sec-Fetch-Site", site)).statusCode())
          .isEqualTo(200);
    }
  }

  /** S29: a device's name or a comment with a script in it. */
  @Test
  void answersNeverAsHtml() throws Exception {
    String script = "<script>alert(1)</script>";
    for (String accept : List.of("text/html", "*/*", "image/svg+xml", "application/json")) {
      HttpResponse<String> answer =
          send(sql("SELECT '" + script + "' AS `<b>`").header("Accept", accept));
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(JSON.readTree(answer.body()).path("rows").get(0).path("<b>").asText())
          .isEqualTo(script);
    }
    HttpResponse<String> failure = ask("/api/v1/%3Cscript%3E");
    assertThat(failure.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(failure.body()).doesNotContain("<script");
    HttpResponse<String> json = send(to("/api/v1/mirror").header("Accept", "application/json"));
    assertThat(json.body()).contains("CL1001", "Cannot find the address").doesNotContain("mirror");
  }

  /** As ann. */
  private static HttpResponse<String> ask(String path) throws IOException, InterruptedException {
    return send(to(path).header("Authorization", basic()));
  }

  private static HttpRequest.Builder sql(String statement) throws IOException {
    return to("/api/v1/sql")
        .header("Authorization", basic())
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("sql", statement))));
  }

  private static String basic() {
    byte[] pair = "ann:password-of-ann".getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lake.http() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
