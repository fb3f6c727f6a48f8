using ClickstreamAnalysis;

namespace ShopAnalytics.Traffic;

internal sealed class ShopperVisit : Visit
{
    private readonly ShopModel _model;
    private readonly string _agent;
    private string? _campaign;
    private string? _referrer;
    private Step _step;
    private int _product;

    public ShopperVisit(string user, ShopModel model)
        : base(user)
    {
        _model = model;
        _agent = model.Agent();
        (_referrer, _campaign) = model.Origin();
        _step = model.Land();
    }

    public override (ClickEvent Click, double? NextMs) Click(double nowMs)
    {
        if (_step == Step.View || _product == 0)
        {
            _product = _model.Product();
        }

        var page = _step switch
        {
            Step.Browse => _product % 3 == 0 ? "/" : $"/category/{ShopModel.Category(_product)}",
            Step.Purchase => "/checkout/done",
            _ => $"/product/{_product}",
        };
        var click = new ClickEvent
        {
            User = User,
            Name = _step switch { Step.Browse => "browse", Step.View => "view", Step.Cart => "cart", _ => "purchase" },
            TimestampMs = (long)nowMs,
            Page = page,
            Referrer = _referrer,
            Campaign = _campaign,
            UserAgent = _agent,
            Properties = _step == Step.Browse ? default : ShopModel.PropertiesOf(_product),
        };

        // Only the first click of a visit has an external referrer.
        (_referrer, _campaign) = ($"https://shop.example{page}", null);
        _step = _model.After(_step);
        return (click, ShopModel.IsLeaving(_step) ? null : nowMs + _model.PauseMs());
    }
}
