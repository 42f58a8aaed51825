"""Columns and signs of scikit-learn's FeatureHasher, to ../resources/parity/feature-hasher.csv. Ran with scikit-learn 1.9.1."""
import pathlib

from sklearn.feature_extraction import FeatureHasher

TOKENS = [("carrier", "UA"), ("carrier", "AA"), ("a", ""), ("ab", ""), ("abc", "d"), ("tailnum", "N14228"),
          ("città", "Zürich"), ("国", "日本語"), ("emoji", "😀!"), ("empty", " ")] + [("n", str(i)) for i in range(20)]

TARGET = pathlib.Path(__file__).parent.parent / "resources/parity/feature-hasher.csv"

with open(TARGET, "w", encoding="utf-8", newline="\n") as out:
    out.write("name,value,bits,column,sign\n")
    for bits in (4, 18, 24):
        for name, value in TOKENS:
            row = FeatureHasher(2 ** bits).transform([{name: value}]).tocoo()
            out.write(f"{name},{value},{bits},{row.col[0]},{int(row.data[0])}\n")
