using ClickstreamAnalysis.Sketches;

namespace ClickstreamAnalysis.Tests.Sketches;

/// <summary>The documented error of distinct counts, against exact counts. Everything is seeded, so a result never changes.</summary>
[TestFixture]
public sealed class DistinctCounterErrorTests
{
    [Test]
    public void Estimate_OfAnyCount_IsWithinFourStandardErrors(
        [Values(0, 1, 2, 10, 100, 1_000, 1_536, 1_537, 2_000, 5_000, 10_000, 20_000, 40_000, 80_000, 200_000, 1_000_000)] int count, [Values(1, 2, 3)] int seed) =>
        AssertWithin(4, Filled(DistinctCounter.DefaultPrecision, count, seed), count);

    [Test]
    public void Estimate_OfTenMillion_IsWithinFourStandardErrors([Values(10, 14, 18)] int precision) =>
        AssertWithin(4, Filled(precision, 10_000_000, seed: 1), 10_000_000);

    [Test]
    public void Estimate_AtEveryPrecision_IsWithinFourStandardErrors([Range(DistinctCounter.MinPrecision, DistinctCounter.MaxPrecision)] int precision)
    {
        foreach (var count in new[] { 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000 })
        {
            AssertWithin(4, Filled(precision, count, seed: 7), count);
        }
    }

    /// <summary>The empty, the small and the large range: where the original estimator needs corrections, and where it does not.</summary>
    [TestCase(4, 100)]
    [TestCase(5, 200)]
    [TestCase(6, 400)]
    [TestCase(7, 800)]
    [TestCase(8, 200)]
    [TestCase(8, 600)]
    [TestCase(8, 1_300)]
    [TestCase(10, 2_500)]
    [TestCase(10, 30_000)]
    [TestCase(12, 10_000)]
    public void Estimate_OfManyStreams_HasTheStandardErrorAndNoBias(int precision, int count)
    {
        const int streams = 400;
        var errors = Enumerable.Range(1, streams).Select(seed => (Filled(precision, count, seed).Estimate() / (double)count) - 1).ToArray();
        var standardError = new DistinctCounter(precision).StandardError;

        // Of 400 streams, the root mean square is itself known to 3.5 %, and the mean to a twentieth of the standard error.
        var measured = Math.Sqrt(errors.Average(static error => error * error));
        TestContext.Out.WriteLine($"{measured / standardError:0.000} standard errors");
        Assert.That(measured, Is.LessThan(standardError * (precision < 7 ? 1.3 : 1.1)));
        Assert.That(errors.Average(), Is.EqualTo(0).Within(precision < 7 ? 1.5 / (1 << precision) : standardError * 0.2));
    }

    [Test]
    public void Estimate_OfASmallCount_IsNearlyExact([Range(1, 10)] int seed)
    {
        var counter = new DistinctCounter();
        for (var n = 1; n <= SparseRegisters.MaxCount(DistinctCounter.DefaultPrecision); n++)
        {
            counter.Add(SketchStreams.Item(seed, n));
            Assert.That(counter.Estimate(), Is.EqualTo(n).Within(1));
        }

        Assert.That(counter.Dense, Is.Null);
    }

    [Test]
    public void Estimate_WhenTheFormChanges_DoesNotJump()
    {
        const int streams = 200;
        var last = SparseRegisters.MaxCount(DistinctCounter.DefaultPrecision);
        var jumps = new double[streams];
        for (var i = 0; i < streams; i++)
        {
            var counter = Filled(DistinctCounter.DefaultPrecision, last, i + 1);
            var before = counter.Estimate();
            for (var n = last + 1; counter.Dense is null; n++)
            {
                counter.Add(SketchStreams.Item(i + 1, n));
            }

            jumps[i] = (counter.Estimate() - before - 1) / (double)last;
        }

        var standardError = new DistinctCounter().StandardError;
        Assert.That(jumps.Select(Math.Abs).Max(), Is.LessThan(3 * standardError));
        Assert.That(jumps.Average(), Is.EqualTo(0).Within(standardError * 0.2));
    }

    [Test]
    public void Estimate_OfTheSameItemsAgain_DoesNotChange([Values(100, 50_000)] int count)
    {
        var counter = Filled(DistinctCounter.DefaultPrecision, count, seed: 1);
        var before = counter.Estimate();
        for (var n = 1; n <= count; n++)
        {
            counter.Add(SketchStreams.Item(1, n));
        }

        Assert.That(counter.Estimate(), Is.EqualTo(before));
    }

    private static DistinctCounter Filled(int precision, int count, int seed)
    {
        var counter = new DistinctCounter(precision);
        for (var n = 1; n <= count; n++)
        {
            counter.Add(SketchStreams.Item(seed, n));
        }

        return counter;
    }

    private static void AssertWithin(int errors, DistinctCounter counter, int count) =>
        Assert.That(counter.Estimate(), Is.EqualTo(count).Within(Math.Max(count == 0 ? 0 : 1, errors * counter.StandardError * count)), $"{count} at precision {counter.Precision}");
}
