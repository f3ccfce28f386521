package io.citylake.city.enterprise;

import io.citylake.city.CitySource;
import io.citylake.city.Cut;
import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.file.Landing;
import io.citylake.city.file.Lines;
import java.io.IOException;

/** The planning office's parcels as one GeoJSON file, with names of properties in pinyin. */
final class ParcelMap implements CitySource {
  private static final long serialVersionUID = 1L;

  @Override
  public String job() {
    return "land_efficiency.parcels";
  }

  @Override
  public Cut cut() {
    return Cut.WHOLE;
  }

  @Override
  public void write(Part part, Landing landing, JobCount count) throws IOException {
    try (Lines lines = landing.lines("land_efficiency/parcels.geojson", count)) {
      lines.line("{\"type\":\"FeatureCollection\",\"name\":\"宗地\",\"features\":[");
      for (int i = 0; i < Parcel.COUNT; i++) {
        Parcel parcel = Parcel.of(part.seed(), i);
        lines.line(
            feature(parcel, Parcel.degrees(parcel.lat()), parcel.declared().toPlainString()) + ",");
        count.accept();
        if (parcel.overstated()) {
          count.find("land_efficiency.area", parcel.code(), parcel.declared());
        }
      }
      // Two more that nobody can use, whatever the dice say: a parcel less would change all ranks.
      Parcel swapped = Parcel.of(part.seed(), Parcel.COUNT);
      lines.line(feature(swapped, "104.0430000", swapped.declared().toPlainString()) + ",");
      count.bad("lat:within");
      Parcel empty = Parcel.of(part.seed(), Parcel.COUNT + 1);
      lines.line(feature(empty, Parcel.degrees(empty.lat()), "0"));
      count.bad("area_mu:range");
      lines.line("]}");
    }
  }

  private static String feature(Parcel parcel, String lat, String mu) {
    return """
        {"type":"Feature","properties":{"ZDDM":"%s","ZDMC":"%s","XZQDM":"%s","JD":%s,"WD":%s,\
        "ZDMJ_MU":%s,"DLBM":"%s","CRRQ":"%s"},"geometry":%s}"""
        .formatted(
            parcel.code(),
            parcel.name(),
            parcel.street().code(),
            Parcel.degrees(parcel.lon()),
            lat,
            mu,
            parcel.use(),
            parcel.grantedOn(),
            parcel.geometry());
  }
}
