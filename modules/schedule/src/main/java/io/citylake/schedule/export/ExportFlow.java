package io.citylake.schedule.export;

import java.util.List;

/** Tasks that other schedulers start together: what they call a DAG or a workflow. */
record ExportFlow(Pulse pulse, List<ExportTask> tasks) {
  ExportFlow {
    tasks = List.copyOf(tasks);
  }
}
