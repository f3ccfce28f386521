package io.citylake.read.file;

import io.citylake.model.AuditFinding;
import io.citylake.model.FileCounts;
import io.citylake.model.Position;
import java.util.List;

/**
 * What is to be done with the files that a glob matches.
 *
 * @param loads in the order in which they count
 * @param after the position once they are loaded
 * @param superseded sources whose earlier rows go
 * @param overtaken sources whose earlier refusal as a whole is answered: by another, or because
 *     they can be read now
 * @param duplicates sources that are not loaded because another name had the same content
 * @param empty of the loaded, sources that hold no record
 * @param passedOver files of archives that are no members
 * @param waiting files that are too young
 * @param refused files that cannot be read, found out now
 * @param remarks what people should act on
 * @param missing sources that were loaded and are not there; of a full refresh only
 * @param files what they are to the job
 */
record Decision(
    List<Content> loads,
    Position after,
    List<String> superseded,
    List<String> overtaken,
    List<String> duplicates,
    List<String> empty,
    List<String> passedOver,
    List<String> waiting,
    List<Refused> refused,
    List<AuditFinding> remarks,
    List<String> missing,
    FileCounts files) {
  Decision {
    loads = List.copyOf(loads);
    superseded = superseded.stream().distinct().sorted().toList();
    overtaken = overtaken.stream().distinct().sorted().toList();
    duplicates = List.copyOf(duplicates);
    empty = List.copyOf(empty);
    passedOver = List.copyOf(passedOver);
    waiting = List.copyOf(waiting);
    refused = List.copyOf(refused);
    remarks = List.copyOf(remarks);
    missing = List.copyOf(missing);
  }

  /** A file that cannot be read, and why. */
  record Refused(Storage.Found found, String source, String reason) {}
}
