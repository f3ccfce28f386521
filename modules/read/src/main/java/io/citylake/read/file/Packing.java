package io.citylake.read.file;

import io.citylake.model.RowOrigin;
import io.citylake.read.format.FormatTask;
import io.citylake.read.format.SplitRange;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs contents into Spark partitions of about equal size: about two for each core, at most 128 MB
 * where a file can be cut, so that neither 176 small files make 176 tasks nor one large file makes
 * one.
 */
final class Packing {
  /** What opening a file costs, in bytes of reading. */
  private static final long OPENING = 256 << 10;

  private final Storage storage;
  private final FormatTask format;
  private final long least;
  private final long most;

  Packing(Storage storage, FormatTask format, long least, long most) {
    this.storage = storage;
    this.format = format;
    this.least = least;
    this.most = most;
  }

  List<List<RecordTask>> groups(List<Content> contents, int cores) {
    long total = contents.stream().mapToLong(content -> content.bytes() + OPENING).sum();
    long target = Math.min(most, Math.max(least, total / Math.max(1, 2L * cores) + 1));
    List<List<RecordTask>> groups = new ArrayList<>();
    List<RecordTask> group = new ArrayList<>();
    long weight = 0;
    for (Content content : contents) {
      for (RecordTask task : tasks(content, target)) {
        long more = task.bytes() + OPENING;
        if (!group.isEmpty() && weight + more > target + OPENING) {
          groups.add(group);
          group = new ArrayList<>();
          weight = 0;
        }
        group.add(task);
        weight += more;
      }
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  /** Joins neighbouring cuts of a content to pieces of about the target. */
  private List<RecordTask> tasks(Content content, long target) {
    List<RecordTask> tasks = new ArrayList<>();
    List<Content.Cut> cuts = content.cuts();
    RowOrigin origin = new RowOrigin(content.source(), content.sha256(), content.path());
    SplitRange.Middle middle = null;
    int from = 0;
    for (int i = 1; i <= cuts.size(); i++) {
      long until = i < cuts.size() ? cuts.get(i).offset() : content.bytes();
      boolean full = until - cuts.get(from).offset() >= target;
      if (!full && i < cuts.size()) {
        continue;
      }
      if (from > 0 && middle == null) {
        middle = middle(content);
      }
      SplitRange stretch = new SplitRange(origin, cuts.get(from).line(), from == 0 ? null : middle);
      tasks.add(task(content, stretch, cuts.get(from).offset(), until));
      from = i;
    }
    return tasks;
  }

  private FileTask task(Content content, SplitRange stretch, long from, long until) {
    Storage.Found found = content.found();
    return new FileTask(
        storage,
        format,
        found,
        content.entry(),
        stretch,
        from,
        content.entry() == null ? Math.min(until, found.size()) : until,
        until - from);
  }

  /** All of a content, for one thread. */
  FileTask whole(Content content) {
    RowOrigin origin = new RowOrigin(content.source(), content.sha256(), content.path());
    long until = content.entry() == null ? content.found().size() : content.bytes();
    return task(content, new SplitRange(origin, 1, null), 0, until);
  }

  private SplitRange.Middle middle(Content content) {
    try (InputStream head = storage.open(content.found().uri(), 0)) {
      return format.middle(head, content.source());
    } catch (IOException e) {
      throw Fingerprinter.unreadable(content.source(), e, storage);
    }
  }
}
