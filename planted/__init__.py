"""The planted world: invented operations with known truth, in the layouts that sources read."""

from planted.case import CASES, LATER, SET, Case, PlantedFile
from planted.errors import ImpossibleWorld, PlantedError, UnknownCase
from planted.planting import Planted, plant

__all__ = [
    "CASES",
    "LATER",
    "SET",
    "Case",
    "ImpossibleWorld",
    "Planted",
    "PlantedError",
    "PlantedFile",
    "UnknownCase",
    "plant",
]
