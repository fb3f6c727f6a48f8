namespace ClickstreamAnalysis.Tests.Topologies;

public sealed class TopologyMistakesTests
{
    [Test]
    public void Build_SeveralMistakes_ReportsAllOfThemTogether()
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        clicks.Filter((_, _) => true, name: "same").Filter((_, _) => true, name: "same");
        clicks.MapValues((_, click) => new Page(click.Page)).To("pages");
        clicks.Process("counts", () => new Silent(), "missing-store");
        clicks.Sessionize("sessions", new() { Gap = TimeSpan.Zero, GracePeriod = TimeSpan.FromSeconds(-1) });

        var error = Assert.Throws<TopologyException>(() => builder.Build());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.Mistakes, Has.Count.EqualTo(5));
            Assert.That(error.Mistakes, Has.Some.Contains("'same' is used 2 times"));
            Assert.That(error.Mistakes, Has.Some.Contains("To(\"pages\") needs a serde for its values, and the library knows none for Page: give one to it, for example valueSerde: Serdes.Json<Page>()."));
            Assert.That(error.Mistakes, Has.Some.Contains("'counts' uses the store 'missing-store'"));
            Assert.That(error.Mistakes, Has.Some.Contains("gap of 00:00:00"));
            Assert.That(error.Mistakes, Has.Some.Contains("grace period of -00:00:01"));
            foreach (var mistake in error.Mistakes)
            {
                Assert.That(error.Message, Does.Contain(mistake));
            }
        }
    }

    [TestCase("")]
    [TestCase("by page")]
    [TestCase("by/page")]
    [TestCase("bücher")]
    public void Build_NamesThatCannotBePartOfATopicName_AreReportedTogether(string name)
    {
        var builder = new TopologyBuilder();
        var clicks = builder.Clicks("clicks");
        clicks.Repartition(name);
        clicks.Repartition(new string('x', 101));
        clicks.Repartition("by-Page_2.0");
        clicks.Sessionize(name);
        clicks.CountByWindow(name, TumblingWindows.Of(TimeSpan.FromMinutes(1)));

        var error = Assert.Throws<TopologyException>(() => builder.Build());

        Assert.That(error!.Mistakes, Has.Count.EqualTo(4).And.All.Contains("cannot have this name: use 1 to 100 letters"));
    }

    [Test]
    public void Build_NoSource_SaysSo() => AssertOnlyMistake(new TopologyBuilder(), "There is no source");

    [Test]
    public void Build_UnknownStore_NamesNodeStoreAndTheWayOut()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Process("counts", () => new Silent(), "per-page");

        AssertOnlyMistake(builder, "'counts' uses the store 'per-page', which was not added: call AddStore(...) with it.");
    }

    [Test]
    public void Build_NodeNameUsedTwice_NamesWhatUsesIt()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Filter((_, _) => true, name: "step").MapValues((_, click) => click, name: "step");

        AssertOnlyMistake(builder, "The name 'step' is used 2 times (filter, map-values)");
    }

    [Test]
    public void Build_StoreNameOfAnOperatorAddedAgain_SaysSo()
    {
        var builder = new TopologyBuilder();
        builder.AddStore(Stores.KeyValue("visits", Serdes.Utf8, Serdes.Int64));
        builder.Clicks("clicks").Sessionize("visits");

        AssertOnlyMistake(builder, "The store name 'visits' is used 2 times");
    }

    [Test]
    public void Build_TopicNamesThatKafkaRefuses_AreNamedWithTheRule()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("a/b").To("..", Serdes.Utf8, ClickEvent.Serde);

        var error = Assert.Throws<TopologyException>(() => builder.Build());

        Assert.That(error!.Mistakes, Has.Some.Contains("'a/b' is not valid: use 1 to 249").And.Some.Contains("'..' is not valid"));
    }

    [Test]
    public void DeadLetter_TopicNameThatKafkaRefuses_IsRefused()
    {
        Assert.That(() => BadRecordPolicy.DeadLetter("a b"), Throws.ArgumentException.With.Message.Contains("'a b' is not valid"));
        Assert.That(() => UnwritableRecordPolicy.DeadLetter("a b"), Throws.ArgumentException.With.Message.Contains("'a b' is not valid"));
    }

    [Test]
    public void Build_TopicReadTwice_SaysHowToUseItTwice()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Filter((_, _) => true);
        builder.Clicks("clicks").FilterNot((_, _) => true);

        var error = Assert.Throws<TopologyException>(() => builder.Build());

        Assert.That(error!.Mistakes, Has.Some.Contains("The topic 'clicks' is read twice: read it once"));
    }

    [TestCase(true, "key")]
    [TestCase(false, "value")]
    public void Build_SinkWithoutSerde_SaysWhichOneIsMissingAndWhatToWrite(bool knowsValues, string missing)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Map((_, click) => (new Page(click.Page), new List<Page>()))
            .WithSerdes(knowsValues ? null : Serdes.Json<Page>(), knowsValues ? Serdes.Json<List<Page>>() : null).To("pages");

        var type = knowsValues ? "Page" : "List<Page>";
        AssertOnlyMistake(builder, $"To(\"pages\") needs a serde for its {missing}s, and the library knows none for {type}: give one to it, for example {missing}Serde: Serdes.Json<{type}>().");
    }

    [Test]
    public void Build_RepartitionWithoutSerde_SaysWhereToGiveIt()
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Map((_, click) => (click.Page!, new Page(click.Page))).Repartition("by-page");

        AssertOnlyMistake(builder, "'by-page', which repartitions because keys changed, needs a serde for its values, and the library knows none for Page: give one with WithSerdes(...) before it");
    }

    [Test]
    public void Build_ChangedKeysOfUnknownSerdeIntoAProcessorWithAStore_SaysWhereToGiveThem()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("per-page", Serdes.Utf8, Serdes.Int64));
        builder.Clicks("clicks").SelectKey((_, click) => new Page(click.Page)).Process("counts", () => new SilentOnPages(), "per-page");

        AssertOnlyMistake(builder, "'counts', which repartitions because keys changed, needs a serde for its keys, and the library knows none for Page: give one with WithSerdes(...) before it");
    }

    [Test]
    public void Build_ProcessorBehindChangedKeysWithANameThatCannotBePartOfATopicName_SaysSo()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("per-page", Serdes.Utf8, Serdes.Int64));
        builder.Clicks("clicks").SelectKey((_, click) => click.Page!).Process("by page", () => new Silent(), "per-page");

        AssertOnlyMistake(builder, "Process(\"by page\") cannot have this name");
    }

    [Test]
    public void Process_KeysChangedOrNot_RepartitionsOnlyWhereStateNeedsIt()
    {
        var builder = new TopologyBuilder().AddStore(Stores.KeyValue("per-page", Serdes.Utf8, Serdes.Int64)).AddStore(Stores.KeyValue("per-user", Serdes.Utf8, Serdes.Int64));
        var clicks = builder.Clicks("clicks");
        clicks.Process("own-keys", () => new Silent(), "per-user");
        var byPage = clicks.SelectKey((_, click) => click.Page!, Serdes.Utf8);
        byPage.Process("without-state", () => new Silent());
        byPage.MarkAsPartitioned().Process("declared", () => new Silent(), "per-user");
        byPage.Process("counts", () => new Silent(), "per-page");

        Assert.That(builder.Build().SubTopologies.SelectMany(sub => sub.Sources).Where(source => source.IsInternal).Select(source => source.Topic),
            Is.EqualTo(new[] { "counts-repartition" }));
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void Build_RepartitionIntoNoPartitions_NamesTheNumber(int partitions)
    {
        var builder = new TopologyBuilder();
        builder.Clicks("clicks").Repartition("by-user", partitions).To("out");

        AssertOnlyMistake(builder, $"Repartition(\"by-user\") asks for {partitions} partitions: at least 1 is needed.");
    }

    [Test]
    public void Build_OneMistake_MessageIsThatMistakeAlone()
    {
        var error = Assert.Throws<TopologyException>(() => new TopologyBuilder().Build());

        Assert.That(error!.Message, Is.EqualTo(error.Mistakes.Single()));
    }

    [Test]
    public void Merge_StreamsOfTwoBuilders_IsRefusedAtOnce()
    {
        var other = new TopologyBuilder().Clicks("more-clicks");

        Assert.That(() => new TopologyBuilder().Clicks("clicks").Merge(other), Throws.ArgumentException.With.Message.Contains("two topology builders"));
    }

    private static void AssertOnlyMistake(TopologyBuilder builder, string text)
    {
        var error = Assert.Throws<TopologyException>(() => builder.Build());
        Assert.That(error!.Mistakes, Has.Count.EqualTo(1).And.Some.Contains(text));
    }

    private sealed record Page(string? Path);

    private sealed class SilentOnPages : IProcessor<Page, ClickEvent, string, long>
    {
        public void Initialize(IProcessorContext<string, long> context)
        {
        }

        public void Process(in Record<Page, ClickEvent> record)
        {
        }
    }

    private sealed class Silent : IProcessor<string, ClickEvent, string, long>
    {
        public void Initialize(IProcessorContext<string, long> context)
        {
        }

        public void Process(in Record<string, ClickEvent> record)
        {
        }
    }
}
