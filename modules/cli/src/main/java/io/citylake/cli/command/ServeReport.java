package io.citylake.cli.command;

import io.citylake.app.ServingLake;
import io.citylake.contract.settings.ServeSettings;
import io.citylake.govern.user.UserStore;
import java.io.PrintWriter;

/** Says where a server listens, and who its first user is. */
public final class ServeReport {
  private final PrintWriter out;

  public ServeReport(PrintWriter out) {
    this.out = out;
  }

  /** Says who the first user is. */
  public void introduce(UserStore.FirstUser first) {
    out.printf(
        "The first user is %s with password %s%nIt is shown this once; change it with citylake user"
            + " passwd %s%n",
        first.name(), first.password().reveal(), first.name());
    out.flush();
  }

  /** Says where it listens. */
  public void print(ServingLake lake) {
    ServeSettings settings = lake.settings();
    boolean tls = settings.tls() != null;
    out.printf("Pages  %s://%s:%d/%n", tls ? "https" : "http", settings.host(), lake.httpPort());
    out.printf(
        "JDBC   jdbc:arrow-flight-sql://%s:%d/?useEncryption=%s&user=NAME&password=PASSWORD%n",
        settings.host(), lake.flightPort(), tls);
    out.printf(
        "HTTP   %s://%s:%d/api/v1/openapi.json%n",
        tls ? "https" : "http", settings.host(), lake.httpPort());
    out.printf(
        "Health http%s://%s:%d/health%n", tls ? "s" : "", settings.host(), lake.healthPort());
    out.flush();
  }
}
