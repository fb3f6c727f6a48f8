// Tests on a broker mostly wait for it.
[assembly: LevelOfParallelism(8)]
