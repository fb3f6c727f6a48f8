namespace ClickstreamAnalysis.Tests.Fuzzing;

/// <summary>Sketches as they are in rows of the state and in topics.</summary>
[TestFixture]
public sealed class SketchFuzzTests
{
    [Test]
    public void Sketches_AreReadAndWrittenBackOrRefused()
    {
        var pages = TopCounter.CreateSerde(Serdes.Utf8);
        var (sparse, dense, top) = (new DistinctCounter(8), new DistinctCounter(5), new TopCounter<string>(4));
        for (var i = 0; i < 20; i++)
        {
            sparse.Add(i);
            dense.Add(i);
            top.Add($"/{i % 7}", 1 + (i * 100));
        }

        Fuzz.Run(
            bytes =>
            {
                SerdeFuzz.Check(DistinctCounter.Serde, bytes, static counter =>
                {
                    Assert.That(counter.Estimate(), Is.Not.Negative);
                    Assert.That(new DistinctCounter(4).Merge(counter).Add("x").Estimate(), Is.Positive);
                });
                SerdeFuzz.Check(pages, bytes, static counter =>
                {
                    foreach (var page in counter.Top(counter.Capacity))
                    {
                        Assert.That(page.GuaranteedCount, Is.Positive);
                    }

                    Assert.That(counter.MaxUntrackedCount, Is.LessThanOrEqualTo(counter.Total / counter.Capacity));
                });
            },
            SerdeFuzz.Write(DistinctCounter.Serde, sparse), SerdeFuzz.Write(DistinctCounter.Serde, dense), SerdeFuzz.Write(pages, top));
    }
}
