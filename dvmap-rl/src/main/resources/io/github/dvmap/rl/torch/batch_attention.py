  # decoder.py's class goes on: attention over a packed batch
  def slice3(self: __torch__.Decoder, x: Tensor, start: int, end: int) -> Tensor:
    return torch.unsqueeze(torch.slice(x, 0, start, end).transpose(0, 1), 0)
  def folded(self: __torch__.Decoder, x: Tensor, start: int, end: int) -> Tensor:
    d = x.size(-1)
    y = torch.slice(x, 0, start, end).view([end - start, self.n_kv, self.n_heads // self.n_kv, d])
    return y.transpose(0, 1).reshape([1, self.n_kv, (end - start) * (self.n_heads // self.n_kv), d])
  def unfolded(self: __torch__.Decoder, x: Tensor, rows: int) -> Tensor:
    d = x.size(-1)
    return x.view([self.n_kv, rows, self.n_heads // self.n_kv, d]).transpose(0, 1).reshape([rows, self.n_heads, d])
  def spread(self: __torch__.Decoder, x: Tensor, slots: Tensor) -> Tensor:
    y = torch.index_select(x, 0, slots.flatten(0, -1)).view([slots.size(0), slots.size(1), x.size(1), x.size(2)])
    return y.transpose(1, 2)
  def repeated(self: __torch__.Decoder, x: Tensor) -> Tensor:
    return torch.repeat_interleave(x, self.n_heads // self.n_kv, 1)
  def scattered(self: __torch__.Decoder, x: Tensor, taken: Tensor, like: Tensor, fill: float) -> Tensor:
    d = x.size(2)
    y = torch.full([like.size(0) * like.size(1), x.size(1), d], fill, dtype=x.dtype, device=x.device)
    z = torch.index_copy_(y, 0, taken, x)
    return y.view([like.size(0), like.size(1), x.size(1), d]).transpose(1, 2)
  def taken_rows(self: __torch__.Decoder, x: Tensor, taken: Tensor) -> Tensor:
    y = x.transpose(1, 2)
    return torch.index_select(y.reshape([y.size(0) * y.size(1), y.size(2), y.size(3)]), 0, taken)
  def unfilled(self: __torch__.Decoder, like: Tensor, end: int) -> Tensor:
    x = torch.empty_like(like)
    c = torch.zero_(torch.slice(x, 0, end))
    return x
  def borders(self: __torch__.Decoder, spans: Tensor, slots: Tensor, taken: Tensor) -> List[Tensor]:
    c = annotate(List[Tensor], [])
    if self.ragged:
      c.append(torch.constant_pad_nd(torch.select(spans, 1, 1), [1, 0], 0).to(3))
      c.append(torch.constant_pad_nd(torch.select(spans, 1, 3) - spans[0][2], [1, 0], 0).to(3))
      c.append(__torch__.starts(taken, slots.size(1), slots.size(0)))
    return c
  def widest(self: __torch__.Decoder, spans: List[int], at: int) -> int:
    n = 0
    for b in range(len(spans) // 4):
      w = spans[4 * b + at + 1] - spans[4 * b + at]
      if w > n:
        n = w
    return n
  def filled(self: __torch__.Decoder, x: Tensor, rows: int) -> Tensor:
    return torch.constant_pad_nd(x, [0, 0, 0, 0, 0, rows - x.size(0)], 0.)
  def attention_ragged(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    m = self.widest(spans, 0)
    kp = torch.slice(k, 0, 0, first)
    vp = torch.slice(v, 0, 0, first)
    out, lse = __torch__.ragged(torch.slice(q, 0, 0, first), kp, vp, c[0], c[0], m, m, True)
    if end > first:
      t = torch.slice(q, 0, first, end)
      n = slots.size(1)
      o1, e1 = __torch__.ragged(t, kp, vp, c[1], c[0], self.widest(spans, 2), m, False)
      o2, e2 = __torch__.ragged(t, torch.slice(k, 0, first, end), torch.slice(v, 0, first, end), c[2], c[2], n, n, True)
      both = torch.logaddexp(e1, e2)
      w1 = torch.unsqueeze(torch.exp(e1 - both).t(), 2).type_as(o1)
      w2 = torch.unsqueeze(torch.exp(e2 - both).t(), 2).type_as(o2)
      out = torch.cat([out, torch.addcmul(o1 * w1, o2, w2)], 0)
      lse = torch.cat([lse, both], 1)
    return (self.filled(out, q.size(0)), torch.unsqueeze(lse.t(), 2))
  def attention_ragged_back(self: __torch__.Decoder, d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    m = self.widest(spans, 0)
    e = torch.squeeze(lse, 2).t()
    kp = torch.slice(k, 0, 0, first)
    vp = torch.slice(v, 0, 0, first)
    dq, dk, dv = __torch__.ragged_back(torch.slice(d, 0, 0, first), torch.slice(q, 0, 0, first), kp, vp, torch.slice(out, 0, 0, first), torch.slice(e, 1, 0, first), c[0], c[0], m, m, True)
    if end > first:
      n = slots.size(1)
      dt = torch.slice(d, 0, first, end)
      t = torch.slice(q, 0, first, end)
      ot = torch.slice(out, 0, first, end)
      et = torch.slice(e, 1, first, end)
      dq1, dk1, dv1 = __torch__.ragged_back(dt, t, kp, vp, ot, et, c[1], c[0], self.widest(spans, 2), m, False)
      dq2, dk2, dv2 = __torch__.ragged_back(dt, t, torch.slice(k, 0, first, end), torch.slice(v, 0, first, end), ot, et, c[2], c[2], n, n, True)
      dq = torch.cat([dq, dq1 + dq2], 0)
      dk = torch.cat([dk + dk1, dk2], 0)
      dv = torch.cat([dv + dv1, dv2], 0)
    rows = q.size(0)
    return (self.filled(dq, rows), self.filled(dk, rows), self.filled(dv, rows))
  def attention(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor]:
    if len(c) > 0:
      return self.attention_ragged(q, k, v, spans, slots, taken, c)
    return self.attention_padded(q, k, v, spans, slots, taken)
  def attention_back(self: __torch__.Decoder, d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, spans: List[int], slots: Tensor, taken: Tensor, c: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    if len(c) > 0:
      return self.attention_ragged_back(d, q, k, v, out, lse, spans, slots, taken, c)
    return self.attention_padded_back(d, q, k, v, out, lse, spans, slots, taken)
  def attention_padded(self: __torch__.Decoder, q: Tensor, k: Tensor, v: Tensor, spans: List[int], slots: Tensor, taken: Tensor) -> Tuple[Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    out = self.unfilled(q, end)
    lse = torch.empty([q.size(0), q.size(1), 1], dtype=6, device=q.device)
    kr = self.repeated(k)
    vr = self.repeated(v)
    if taken.size(0) > 0:
      o, e = __torch__.segment(self.spread(q, slots), self.spread(kr, slots), self.spread(vr, slots), True, self.flash)
      c = torch.copy_(torch.slice(out, 0, first, end), self.taken_rows(o, taken))
      c = torch.copy_(torch.slice(lse, 0, first, end), self.taken_rows(torch.unsqueeze(e, -1), taken))
    for b in range(len(spans) // 4):
      p0 = spans[4 * b]
      p1 = spans[4 * b + 1]
      c0 = spans[4 * b + 2]
      c1 = spans[4 * b + 3]
      o, e = __torch__.segment(self.slice3(q, p0, p1), self.slice3(kr, p0, p1), self.slice3(vr, p0, p1), True, self.flash)
      c = torch.copy_(torch.slice(out, 0, p0, p1), o[0].transpose(0, 1))
      c = torch.copy_(torch.slice(lse, 0, p0, p1), torch.unsqueeze(e[0].transpose(0, 1), -1))
      if c1 > c0:
        o, e = __torch__.segment(self.folded(q, c0, c1), self.slice3(k, p0, p1), self.slice3(v, p0, p1), False, self.flash)
        before = self.unfolded(o, c1 - c0)
        lse1 = self.unfolded(torch.unsqueeze(e, -1), c1 - c0)
        own = torch.slice(out, 0, c0, c1)
        lse2 = torch.slice(lse, 0, c0, c1)
        both = torch.logaddexp(lse1, lse2)
        c = torch.mul_(own, torch.exp(lse2 - both).type_as(own))
        c = torch.addcmul_(own, before, torch.exp(lse1 - both).type_as(own))
        c = torch.copy_(lse2, both)
    return (out, lse)
  def attention_padded_back(self: __torch__.Decoder, d: Tensor, q: Tensor, k: Tensor, v: Tensor, out: Tensor, lse: Tensor, spans: List[int], slots: Tensor, taken: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    first = spans[2]
    end = first + taken.size(0)
    dq = self.unfilled(q, end)
    dkr = self.unfilled(q, end)
    dvr = self.unfilled(q, end)
    dk = torch.zeros_like(k)
    dv = torch.zeros_like(v)
    kr = self.repeated(k)
    vr = self.repeated(v)
    if taken.size(0) > 0:
      tail = torch.slice(d, 0, first, end)
      e = torch.squeeze(self.scattered(torch.slice(lse, 0, first, end), taken, slots, 1e30), -1)
      g, gk, gv = __torch__.segment_back(self.scattered(tail, taken, slots, 0.), self.spread(q, slots), self.spread(kr, slots), self.spread(vr, slots), self.scattered(torch.slice(out, 0, first, end), taken, slots, 0.), e, True, self.flash)
      c = torch.copy_(torch.slice(dq, 0, first, end), self.taken_rows(g, taken))
      c = torch.copy_(torch.slice(dkr, 0, first, end), self.taken_rows(gk, taken))
      c = torch.copy_(torch.slice(dvr, 0, first, end), self.taken_rows(gv, taken))
    for b in range(len(spans) // 4):
      p0 = spans[4 * b]
      p1 = spans[4 * b + 1]
      c0 = spans[4 * b + 2]
      c1 = spans[4 * b + 3]
      e = torch.squeeze(self.slice3(lse, p0, p1), -1)
      g, gk, gv = __torch__.segment_back(self.slice3(d, p0, p1), self.slice3(q, p0, p1), self.slice3(kr, p0, p1), self.slice3(vr, p0, p1), self.slice3(out, p0, p1), e, True, self.flash)
      c = torch.copy_(torch.slice(dq, 0, p0, p1), g[0].transpose(0, 1))
      c = torch.copy_(torch.slice(dkr, 0, p0, p1), gk[0].transpose(0, 1))
      c = torch.copy_(torch.slice(dvr, 0, p0, p1), gv[0].transpose(0, 1))
      if c1 > c0:
        e = torch.squeeze(self.folded(lse, c0, c1), -1)
        g, gk, gv = __torch__.segment_back(self.folded(d, c0, c1), self.folded(q, c0, c1), self.slice3(k, p0, p1), self.slice3(v, p0, p1), self.folded(out, c0, c1), e, False, self.flash)
        c = torch.add_(torch.slice(dq, 0, c0, c1), self.unfolded(g, c1 - c0))
        c = torch.add_(torch.slice(dk, 0, p0, p1), gk[0].transpose(0, 1))
        c = torch.add_(torch.slice(dv, 0, p0, p1), gv[0].transpose(0, 1))
    rep = self.n_heads // self.n_kv
    dk1 = dk + dkr.view([dkr.size(0), self.n_kv, rep, self.head_dim]).sum([2], False)
    dv1 = dv + dvr.view([dvr.size(0), self.n_kv, rep, self.head_dim]).sum([2], False)
    return (dq, dk1, dv1)
