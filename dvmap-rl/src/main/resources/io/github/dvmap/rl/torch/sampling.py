def least_kept(z: Tensor, e: Tensor, top_k: int, top_p: float, min_p: float) -> Tensor:
  v = z.size(1)
  least = torch.full_like(torch.slice(z, 1, 0, 1), float("-inf"))
  if top_k > 0:
    if top_k < v:
      least = torch.slice(torch.topk(z, top_k, -1, True, True)[0], 1, top_k - 1, top_k)
  if top_p < 1.:
    out = z < least
    mass = torch.sum(torch.masked_fill(e, out, 0.), [1], True, dtype=7) * top_p
    left = torch.masked_fill(z, out, float("-inf"))
    n = v
    if n > 256:
      n = 256
    s = torch.topk(left, n, -1, True, True)[0]
    w = torch.exp(s).to(7)
    keep = torch.cumsum(w, 1) - w < mass
    if n < v:
      if bool(torch.any(torch.select(keep, 1, n - 1))):
        s = torch.sort(left, -1, True)[0]
        w = torch.exp(s).to(7)
        keep = torch.cumsum(w, 1) - w < mass
    least = torch.maximum(least, torch.gather(s, 1, torch.sum(keep, [1], True) - 1))
  if min_p > 0.:
    least = torch.clamp_min(least, float(torch.log(torch.scalar_tensor(min_p, dtype=7))))
  return least

def invert(e: Tensor, u: Tensor) -> Tuple[Tensor, Tensor]:
  w = 64
  n = (e.size(1) + w - 1) // w
  if n * w > e.size(1):
    e1 = torch.constant_pad_nd(e, [0, n * w - e.size(1)], 0.)
  else:
    e1 = e
  blocks = e1.view([e.size(0), n, w])
  sums = torch.sum(blocks, [2]).to(7)
  c = torch.cumsum(sums, 1)
  total = torch.slice(c, 1, n - 1, n)
  at = torch.unsqueeze(u, 1).to(7) * total
  b = torch.searchsorted(c, at, out_int32=False, right=True).clamp(0, n - 1)
  rest = at - (torch.gather(c, 1, b) - torch.gather(sums, 1, b))
  inside = torch.gather(blocks, 1, torch.unsqueeze(b, 2).expand([-1, -1, w]))
  d = torch.cumsum(torch.squeeze(inside, 1), 1, dtype=7)
  end = torch.slice(d, 1, w - 1, w) * (1. - 1e-9)
  t = torch.searchsorted(d, torch.minimum(rest, end), out_int32=False, right=True).clamp(0, w - 1)
  return (torch.squeeze(b * w + t, 1).clamp(0, e.size(1) - 1), torch.squeeze(total, 1))

def pick(logits: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float, min_p: float) -> Tuple[Tensor, Tensor]:
  z = logits.float()
  z = z - torch.amax(z, [1], True)
  if temperature > 0. and temperature != 1.:
    if temperature > 1e-30:
      c = torch.div_(z, temperature)
    else:
      c = torch.div_(z, 1e-30)
  e = torch.exp(z)
  if temperature == 0.:
    tok = torch.argmax(z, 1)
    total = torch.sum(e, [1], dtype=7)
  else:
    tok, total = __torch__.invert(e, u)
    if top_k > 0 or top_p < 1. or min_p > 0.:
      least = __torch__.least_kept(z, e, top_k, top_p, min_p)
      tok, kept = __torch__.invert(torch.masked_fill(e, z < least, 0.), u)
  logp = torch.squeeze(torch.gather(z, 1, torch.unsqueeze(tok, 1)), 1) - torch.log(total).float()
  return (tok, logp)

