package io.citylake.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes what the departments of the reference city send, with their dirt. The same seed, scale and
 * days give the same bytes; only the SQLite register promises its contents and not its bytes. A
 * day's files are the same whether the day is made alone or in a range. Needs no network, and
 * memory for one register.
 */
public final class CityGenerator {
  private CityGenerator() {}

  /**
   * Writes all sources under the request's landing directory, and {@link CityTruth#FILE} beside
   * them.
   */
  public static CityTruth generate(CityRequest request) {
    return write(request, Revision.FIRST);
  }

  /**
   * Writes the same sources again with the corrections that the departments send later: the newest
   * monthly files come under their old names with their bad rows mended and some values changed.
   * The truth is that of a first load of what is there now.
   */
  public static CityTruth resend(CityRequest request) {
    return write(request, Revision.CORRECTED);
  }

  private static CityTruth write(CityRequest request, Revision revision) {
    try {
      Files.createDirectories(request.to());
      List<JobTruth> jobs = new ArrayList<>();
      jobs.add(new FirmRegister(request).write());
      jobs.add(new AboveScaleFiles(request, revision).write());
      jobs.add(new OutputFiles(request, revision).write());
      jobs.add(new IndicatorFiles(request).write());
      jobs.add(new DeviceFile(request).write());
      jobs.add(new ReadingFiles(request).write());
      jobs.add(new HotlineFiles(request).write());
      jobs.add(new ResidentFile(request).write());
      CityTruth truth = new CityTruth(jobs);
      truth.write(request.to());
      return truth;
    } catch (IOException | SQLException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot write the reference city: %s (to=%s)".formatted(e.getMessage(), request.to()),
          e);
    }
  }
}
