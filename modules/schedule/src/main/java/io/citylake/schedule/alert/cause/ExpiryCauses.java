package io.citylake.schedule.alert.cause;

import io.citylake.contract.Workspace;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Role;
import io.citylake.contract.settings.ServeSettings.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The server's certificate and grants that expire soon, or have. A grant that has expired stays one
 * until the policies drop or prolong it.
 */
public final class ExpiryCauses implements CauseSource {
  private static final String PREFIX = "expiry:";

  private final Workspace workspace;
  private final Alerts.Thresholds thresholds;

  public ExpiryCauses(Workspace workspace, Alerts.Thresholds thresholds) {
    this.workspace = workspace;
    this.thresholds = thresholds;
  }

  @Override
  public String prefix() {
    return PREFIX;
  }

  @Override
  public Found look(Collection<String> open, Instant now) {
    List<Cause> causes = new ArrayList<>();
    Tls tls = workspace.settings().serve().tls();
    if (tls != null) {
      certificate(tls.certificate(), now).ifPresent(causes::add);
    }
    workspace.policies().roles().values().forEach(role -> grants(role, now, causes));
    return CauseSource.all(causes, open);
  }

  private Optional<Cause> certificate(Path file, Instant now) {
    String key = "certificate:" + file.getFileName();
    Instant ends;
    try {
      ends = end(file);
    } catch (IOException | CertificateException e) {
      Words words =
          new Words(
              "the certificate %s can't be read: %s".formatted(file.getFileName(), e.getMessage()),
              "证书 %s 无法读取：%s".formatted(file.getFileName(), e.getMessage()));
      return Optional.of(cause(key, AlertKind.CERTIFICATE, now, words));
    }
    if (ends.minus(thresholds.certificateBefore()).isAfter(now)) {
      return Optional.empty();
    }
    LocalDate day = ends.atZone(zone()).toLocalDate();
    Words words =
        new Words(
            "the certificate %s expires on %s".formatted(file.getFileName(), day),
            "证书 %s 将于 %s 到期".formatted(file.getFileName(), day));
    return Optional.of(cause(key, AlertKind.CERTIFICATE, now, words));
  }

  /** Of the first of the chain that expires. */
  private static Instant end(Path file) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      return chain.stream()
          .map(each -> ((X509Certificate) each).getNotAfter().toInstant())
          .min(Comparator.naturalOrder())
          .orElseThrow(() -> new CertificateException("it holds none"));
    }
  }

  private void grants(Role role, Instant now, List<Cause> causes) {
    for (int i = 0; i < role.grants().size(); i++) {
      Grant grant = role.grants().get(i);
      LocalDate expires = grant.expires();
      if (expires == null
          || expires
              .atStartOfDay(zone())
              .toInstant()
              .minus(thresholds.grantBefore())
              .isAfter(now)) {
        continue;
      }
      String what =
          grant.themes().isEmpty()
              ? String.join(", ", grant.tables().stream().map(Object::toString).toList())
              : String.join(", ", grant.themes());
      Words words =
          new Words(
              "grant %d of role %s (%s) ends on %s".formatted(i + 1, role.name(), what, expires),
              "角色 %s 的第 %d 项授权（%s）于 %s 失效".formatted(role.name(), i + 1, what, expires));
      causes.add(cause("%s:%d:%s".formatted(role.name(), i, expires), AlertKind.GRANT, now, words));
    }
  }

  private ZoneId zone() {
    return workspace.settings().zone();
  }

  private static Cause cause(String key, AlertKind kind, Instant since, Words words) {
    return new Cause(PREFIX + key, kind, "", "", "", "", since, words, "citylake validate");
  }
}
