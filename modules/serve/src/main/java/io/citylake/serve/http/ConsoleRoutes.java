package io.citylake.serve.http;

import io.citylake.console.ConsoleFile;
import io.citylake.console.ConsoleFiles;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import io.citylake.serve.http.Route.Access;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The console's page and assets. They are the same for everybody and hold nothing of the lake: what
 * is shown in them the browser asks of the API, with the token of whoever logged in.
 */
final class ConsoleRoutes {
  /**
   * Scripts and styles from here only and none within the page. Nothing may become markup but the
   * empty text, and nothing a worker's address but the map's own script, by the page's policy of
   * the name {@code default}, which the browser enforces.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

  private static final String FOREVER = "public, max-age=31536000, immutable";

  private final ConsoleFiles files;

  ConsoleRoutes(ConsoleFiles files) {
    this.files = files;
  }

  /** For anybody, and for those who only ask what there is, too. */
  List<Route> routes() {
    return List.of(
        new Route(HandlerType.GET, "/", Access.ANYBODY, this::index),
        new Route(HandlerType.HEAD, "/", Access.ANYBODY, this::index),
        new Route(HandlerType.GET, "/assets/{name}", Access.ANYBODY, this::asset),
        new Route(HandlerType.HEAD, "/assets/{name}", Access.ANYBODY, this::asset));
  }

  /** Never kept: it names the assets of this version. */
  private void index(Context context) {
    context.header("Content-Security-Policy", POLICY);
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    send(context, files.index());
  }

  /** Kept for good: another content has another name. */
  private void asset(Context context) {
    ConsoleFile file =
        files
            .findAsset(context.pathParam("name"))
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "Cannot find the file: this version of the console has none of this name;"
                            + " load the page again"));
    String tag = "\"" + Sha256.hex(file.name()) + "\"";
    context.header("Cache-Control", FOREVER);
    context.header("ETag", tag);
    String known = context.header("If-None-Match");
    if (known != null && (known.equals("*") || List.of(known.split(", ?")).contains(tag))) {
      context.status(304);
      return;
    }
    send(context, file);
  }

  private static void send(Context context, ConsoleFile file) {
    context.header("Vary", "Accept-Encoding");
    context.contentType(file.mediaType());
    if (takesGzip(context)) {
      context.header("Content-Encoding", "gzip").result(file.gzipped());
    } else {
      context.result(file.bytes());
    }
  }

  private static boolean takesGzip(Context context) {
    String accepted = context.header("Accept-Encoding");
    if (accepted == null) {
      return false;
    }
    Map<String, String> weights = new TreeMap<>();
    for (String each : accepted.toLowerCase(Locale.ROOT).split(",", 20)) {
      String[] parts = each.split(";", 2);
      weights.put(parts[0].strip(), parts.length == 1 ? "" : parts[1].replace(" ", ""));
    }
    String weight = weights.get("gzip");
    return weight != null && !weight.matches("q=0(\\.0*)?");
  }
}
