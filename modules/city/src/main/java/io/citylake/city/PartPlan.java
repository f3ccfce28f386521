package io.citylake.city;

import io.citylake.city.file.Landing;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** All parts of a request, in a fixed order; on every machine the same number is the same part. */
final class PartPlan {
  private record Step(CitySource source, Part part) {}

  private final CityRequest request;
  private final List<Step> steps = new ArrayList<>();

  PartPlan(CityRequest request, List<CitySource> sources) {
    this.request = request;
    for (CitySource source : sources) {
      for (Part part : source.cut().parts(request)) {
        steps.add(new Step(source, part));
      }
    }
  }

  /**
   * The numbers of the parts that are to be made. A register or full copy that is there already and
   * reaches further is not turned back, and a month's report of before the days that are asked for
   * is left as it came.
   */
  List<Integer> due(MadeParts before) {
    return IntStream.range(0, steps.size()).filter(number -> due(number, before)).boxed().toList();
  }

  private boolean due(int number, MadeParts before) {
    Step step = steps.get(number);
    MadePart made = before.parts().get(new MadePart.Key(step.source().job(), step.part().from()));
    if (made == null) {
      return true;
    }
    boolean earlier = !step.part().until().isAfter(request.from().atStartOfDay());
    if (earlier && before.making() == null && request.revision() == Revision.FIRST) {
      return !isThere(made);
    }
    return !made.until().isAfter(step.part().until());
  }

  private boolean isThere(MadePart made) {
    return made.count().truth().files().stream()
        .allMatch(file -> Files.exists(request.to().resolve(file)));
  }

  /** Makes one part; its parts are independent, so this may be called by many threads. */
  MadePart write(int number) throws IOException, SQLException {
    Step step = steps.get(number);
    JobCount count = new JobCount(step.source().job());
    step.source().write(step.part(), new Landing(step.part()), count);
    return new MadePart(step.part().from(), step.part().until(), step.part().corrected(), count);
  }
}
