package io.citylake.city.economy;

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

/** The links of the zone's industry chains, saved by Excel as Unicode text. */
final class ChainLinkFile implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "industry_chain.chain_link";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Sheet sheet = landing.sheet("industry_chain/产业链环节目录.csv", SheetStyle.UTF_16, count)) {
      sheet.line("成都高新区重点产业链环节目录", "", "", "", "", "");
      sheet.header("产业链代码", "产业链名称", "环节代码", "环节名称", "所处阶段", "顺序");
      for (Chain chain : Chain.ALL) {
        for (int i = 0; i < chain.size(); i++) {
          Dice dice = part.dice(chain.code(), i);
          String position = Integer.toString(i + 1);
          sheet.row(
              Dirt.none(),
              dice,
              chain.code(),
              chain.name(),
              chain.linkCode(i),
              chain.links().get(i),
              chain.stage(i),
              dice.chance(1_000) ? Amount.fullWidth(position) : position);
        }
      }
      sheet.footnote("注：目录每年修订一次。");
    }
  }
}
