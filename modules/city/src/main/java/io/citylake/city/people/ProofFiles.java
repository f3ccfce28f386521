package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Person;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;

/** Identity checks by the city code: a file of JSON lines a day, with the chains of eight nodes. */
final class ProofFiles implements CitySource {
  private static final long serialVersionUID = 1L;
  private static final int CHAINS = 8;
  private static final int PEOPLE = 1_000;

  @Override
  public String job() {
    return "digital_identity.proofs";
  }

  @Override
  public Cut cut() {
    return Cut.DAY;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    String day = DateTimeFormatter.BASIC_ISO_DATE.format(part.day());
    // One chain of a day is taken away whole.
    int length = part.request().scaled(137_000, 400) / (CHAINS - 1);
    List<byte[]> people =
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> ByteLine.bytes(Person.of(part.seed(), i).idHash()))
            .toList();
    try (Lines lines = landing.lines("digital_identity/proofs/" + day + ".ndjson", count)) {
      for (int i = 0; i < CHAINS; i++) {
        new ProofChain(part, i, people, lines, count).write(length);
      }
    }
  }
}
