"""Run as: python make.py (pandas 3.0.6, openpyxl 3.1.5, XlsxWriter 3.2.9, pyarrow 25.0.1)."""
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

frame = pd.DataFrame({
    "Q1": np.array([1, -2, 2], dtype="int8"),
    "int": np.array([300, -300, 32740], dtype="int16"),
    "long": np.array([100000, -5, 2147483620], dtype="int32"),
    "float": np.array([2.1, np.nan, -1], dtype="float32"),
    "double": [2.5, np.nan, 1e9],
    "text": ["short", "Köln", 'a"b;c,d\n'],
    "essay": ["x" * 2500, "", "é"],
}).rename(columns={"int": "i16", "long": "i32", "float": "f32", "double": "f64"})
for version in (114, 117, 118, 119):
    labels = {1: 'Yes; "quite", so', 2: "No\nnot", -2: "لا إجابة" if version >= 118 else "Köln"}
    options = {"convert_strl": ["essay"]} if version >= 117 else {}
    data = frame if version >= 117 else frame.drop(columns=["essay"])
    data.to_stata(f"pandas-{version}.dta", version=version, write_index=False,
                  byteorder=">" if version == 117 else "<", value_labels={"Q1": labels}, **options)

book = openpyxl.Workbook()
sheet = book.create_sheet("data")
sheet.append([])
sheet.append(["Q1: Important", 'name "x"; y', "number", "فارسی"])
sheet.append([1, 'a,b\n"c"', 2.5, True])
sheet.append([])
sheet.append([-2, None, 1.0000002e8, "x"])
book.save("openpyxl.xlsx")

book = xlsxwriter.Workbook("xlsxwriter.xlsx", {"constant_memory": True})
sheet = book.add_worksheet()
sheet.write_row(0, 0, ["a", "b"])
sheet.write_row(1, 0, [2.0, "in\rline"])
sheet.write_formula(2, 0, "=A2", None, 2)
book.close()

pq.write_table(pa.table({
    "Q1": pa.array([1, -2, None], pa.int8()),
    "u64": pa.array([1, 2, None], pa.uint64()),
    "f64": [2.0, 2.5, None],
    "text": ["a;b", "", None],
    "category": pa.array(["x", "y", "x"]).dictionary_encode(),
}), "pyarrow.parquet")
