package io.citylake.city.people;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.Dirt;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Sheet;
import io.citylake.city.file.SheetStyle;
import java.io.IOException;

/** The list of places where the city code is shown: GB18030, codes typed in full width. */
final class VerifierFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "digital_identity.verifiers";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet =
        landing.sheet("digital_identity/places/用码点位.csv", SheetStyle.GB18030, count)) {
      sheet.header("点位编码", "点位名称", "用码服务", "街道代码", "经度", "纬度");
      sheet.repeatHeaderEvery(50);
      for (Verifier place : Verifier.ALL) {
        Dice dice = Dice.of(part.seed(), "verifier", place.index());
        sheet.row(
            Dirt.none(),
            dice,
            dice.chance(1_000) ? Amount.fullWidth(place.code()) : place.code(),
            place.name(),
            place.service(),
            place.street().code(),
            Amount.degrees(place.street().lon() + dice.between(-1_500, 1_501)),
            Amount.degrees(place.street().lat() + dice.between(-1_500, 1_501)));
      }
      sheet.total("合计", Integer.toString(Verifier.ALL.size()));
    }
  }
}
