package io.citylake.schedule.export;

import java.util.List;

/** The file of another scheduler. */
public interface ExportFormat {
  /**
   * The whole file.
   *
   * @throws io.citylake.model.CityLakeException EXPORT_REFUSED
   */
  String write(ExportPlan plan);

  /** What this scheduler can't have of a plan, each in a sentence that names it. */
  List<String> losses(ExportPlan plan);
}
