using ClickstreamAnalysis.Validation;

namespace ClickstreamAnalysis.Tests.Validation;

public sealed class MistakeListTests
{
    [Test]
    public void Add_SameMistakeTwice_KeepsItOnceInOrder()
    {
        var mistakes = new MistakeList();

        mistakes.Add(["b", "a", "b"]);

        Assert.That(mistakes.ToArray(), Is.EqualTo(["b", "a"]));
    }

    [Test]
    public void ThrowIfAny_Nothing_DoesNotThrow()
    {
        var mistakes = new MistakeList();
        mistakes.AddUnless(true, "never");
        mistakes.AddUnlessBetween(1, 1, 2, "Count");
        mistakes.AddUnlessBetween(2, 1, 2, "Count");
        mistakes.AddUnlessAtLeast(TimeSpan.Zero, TimeSpan.Zero, "Time");

        Assert.That(() => MistakeList.ThrowIfAny("The options are not valid", mistakes.ToArray()), Throws.Nothing);
    }

    [Test]
    public void ThrowIfAny_Several_ListsEachWithValueAndBounds()
    {
        var mistakes = new MistakeList();
        mistakes.AddUnlessBetween(0, 1, 2, "Count");
        mistakes.AddUnlessBetween(3, 4, long.MaxValue, "Size", " bytes");
        mistakes.AddUnlessAtLeast(TimeSpan.FromSeconds(-1), TimeSpan.Zero, "Wait");
        mistakes.AddUnlessAtLeast(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), "Pause");

        Assert.That(
            () => MistakeList.ThrowIfAny("The options are not valid", mistakes.ToArray()),
            Throws.ArgumentException.With.Message.EqualTo(string.Join(
                Environment.NewLine,
                "The options are not valid:",
                "- Count is 0; it must be 1 to 2.",
                "- Size is 3 bytes; it must be at least 4.",
                "- Wait is -00:00:01; it must not be negative.",
                "- Pause is 00:00:01; it must be at least 00:01:00.")));
    }

    [Test]
    public void EmbeddedLogOptions_EveryOptionWrong_ReportsAllTogether()
    {
        var options = new EmbeddedLogOptions
        {
            BatchBytes = 1,
            MaxRecordBytes = 1,
            WriteBufferBytes = 1,
            BlockCacheBytes = 1,
            UpkeepInterval = TimeSpan.Zero,
            CleanerMemoryBytes = 1,
            TombstoneRetention = TimeSpan.Zero,
            TimeProvider = null!,
        };

        var error = Assert.Throws<ArgumentException>(options.Validate);

        Assert.That(error!.Message.Split(Environment.NewLine).Skip(1), Has.Exactly(8).Items);
    }
}
