"""What flags are called before users."""

from __future__ import annotations

from indexer.records import GLOSSARY, NOTE, REVIEW, STAR, TASK

FLAG_WORDS = {STAR: "★ 标星项目", REVIEW: "上年回顾", TASK: "当年任务", GLOSSARY: "名词解释", NOTE: "注"}
