"""Makes the models and known answers under ../resources/pmml that scikit-learn trains. Run once, by hand (needs Java):
python3.11 make_fixtures.py. The other documents there are written by hand.

Answers come from scikit-learn, never from JPMML.
"""

import csv
import pathlib

import numpy as np
import pandas
import sklearn.base
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn2pmml import sklearn2pmml
from sklearn2pmml.decoration import CategoricalDomain, ContinuousDomain
from sklearn2pmml.pipeline import PMMLPipeline

OUT = pathlib.Path(__file__).parent.parent / "resources" / "pmml"
SEED = 20260702

# sklearn2pmml 0.133.1 knows scikit-learn up to 1.9.0 and reads the version from the pickle; 1.9.1 changed no model.
sklearn.base.__version__ = min(sklearn.base.__version__, "1.9.0")


def save(name, pipeline):
    path = OUT / f"{name}.pmml"
    sklearn2pmml(pipeline, str(path))
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "<Timestamp>" not in line))


def answers(name, features, outputs):
    """One line a row: the features, then the outputs, in full precision."""
    with open(OUT / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row, output in zip(features.itertuples(index=False), outputs):
            writer.writerow([cell if isinstance(cell, str) else repr(float(cell)) for cell in [*row, *output]])


def frame(rows, seed):
    random = np.random.default_rng(seed)
    return pandas.DataFrame({
        "age": random.integers(18, 91, rows),
        "income": np.round(random.lognormal(10, 0.5, rows), 2),
        "country": random.choice(["FR", "DE", "IT"], rows, p=[0.3, 0.5, 0.2]),
    }), random


def churn():
    """Logistic regression over a scaled and a one-hot part, with the domains' bounds in the document."""
    x, random = frame(400, SEED)
    logit = 0.04 * (x["age"] - 50) - 0.00003 * x["income"] + (x["country"] == "IT") * 1.5
    y = (random.random(len(x)) < 1 / (1 + np.exp(-logit))).astype(int)
    pipeline = PMMLPipeline([
        ("columns", ColumnTransformer([
            ("age", make_pipeline(ContinuousDomain(invalid_value_treatment="return_invalid"), StandardScaler()),
             ["age"]),
            ("income", make_pipeline(ContinuousDomain(invalid_value_treatment="as_is"), StandardScaler()), ["income"]),
            ("country", make_pipeline(
                CategoricalDomain(invalid_value_treatment="return_invalid"), OneHotEncoder(sparse_output=False)),
             ["country"]),
        ])),
        ("classifier", LogisticRegression(max_iter=500)),
    ])
    pipeline.fit(x, pandas.Series(y, name="churn"))
    save("churn", pipeline)
    answers("churn", x[:40], [[*p, label] for p, label in zip(pipeline.predict_proba(x[:40]), pipeline.predict(x[:40]))])


def price():
    """Gradient-boosted regression trees."""
    x, random = frame(400, SEED + 1)
    x = x[["age", "income"]].astype(float)
    y = 3 * x["age"] + np.sqrt(x["income"]) + random.normal(0, 2, len(x))
    pipeline = PMMLPipeline([
        ("columns", ColumnTransformer([
            ("numbers", ContinuousDomain(invalid_value_treatment="as_is"), ["age", "income"])])),
        ("regressor", GradientBoostingRegressor(n_estimators=20, max_depth=3, random_state=SEED)),
    ])
    pipeline.fit(x, y.rename("price"))
    save("price", pipeline)
    answers("price", x[:40], [[value] for value in pipeline.predict(x[:40])])


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    churn()
    price()
