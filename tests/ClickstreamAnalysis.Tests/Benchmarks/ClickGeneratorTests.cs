using System.IO.Hashing;
using ClickstreamAnalysis.Benchmarks.Clicks;

namespace ClickstreamAnalysis.Tests.Benchmarks;

/// <summary>Figures of different days can be compared only while the clicks stay as they are.</summary>
public sealed class ClickGeneratorTests
{
    private const int Many = 200_000;

    private const ulong Golden = 9718065054429775849;

    [Test]
    public void The_same_seed_gives_the_same_bytes_for_all_time()
    {
        var hash = new XxHash3();
        foreach (var click in Clicks(10_000))
        {
            hash.Append(Json(click));
        }

        Assert.That(hash.GetCurrentHashAsUInt64(), Is.EqualTo(Golden));
    }

    [Test]
    public void A_click_takes_261_bytes_on_average() =>
        Assert.That(Clicks(Many).Average(click => Json(click).Length), Is.EqualTo(261).Within(0.5));

    [Test]
    public void A_click_reads_back_as_it_was_generated()
    {
        var click = Clicks(1).Single();

        var read = ClickEvent.Serde.Deserialize(Json(click));

        Assert.That(read.User, Is.EqualTo(ClickJson.UserOf(click.User)));
        Assert.That(read.TimestampMs, Is.EqualTo(click.TimestampMs));
        Assert.That(read.Page, Is.EqualTo(ClickJson.PageOf(click.Page)));
        Assert.That(read.Properties.IsEmpty, Is.False);
    }

    [Test]
    public void One_click_in_twenty_is_late_by_up_to_a_minute()
    {
        var delays = Clicks(Many).Select((click, i) => ClickGenerator.StartMs + (20L * i) - click.TimestampMs).ToArray();

        Assert.That(delays.Count(delay => delay > 0) / (double)Many, Is.EqualTo(0.05).Within(0.003));
        Assert.That(delays.Max(), Is.InRange(59_000, 60_000));
        Assert.That(delays.Min(), Is.Zero);
    }

    [Test]
    public void Visitors_make_eight_clicks_on_average_and_follow_each_other_in_turn()
    {
        var clicks = Clicks(Many).ToArray();

        var users = clicks.Select(click => click.User).Distinct().Order().ToArray();

        // One visit ends with every eighth click; of the 2,500 visits under way one in eight has no click yet.
        Assert.That(users.Length, Is.EqualTo((Many / 8) + (2_500 * 7 / 8)).Within(600));
        Assert.That(users[^1], Is.LessThan(users.Length * 1.1));
        Assert.That(clicks.Select(click => click.Page).Distinct().Count(), Is.EqualTo(ClickGenerator.Pages));
    }

    private static IEnumerable<Click> Clicks(int count)
    {
        var generator = new ClickGenerator(seed: 1);
        for (var i = 0; i < count; i++)
        {
            yield return generator.Next();
        }
    }

    private static byte[] Json(Click click)
    {
        Span<byte> bytes = stackalloc byte[ClickJson.MaxBytes];
        return bytes[..ClickJson.WriteValue(in click, bytes)].ToArray();
    }
}
