  # decoder.py's class goes on: scores, gradients, the optimizer's step
  def score(self: __torch__.Decoder, h: Tensor, targets: Tensor, temperature: float, chunk: int, head: Tensor) -> Tuple[Tensor, Tensor]:
    out = torch.empty([h.size(0)], dtype=6, device=h.device)
    all = torch.empty([0], dtype=6, device=h.device)
    at = 0
    while at < h.size(0):
      end = at + chunk
      if end > h.size(0):
        end = h.size(0)
      all = self.log_softmax(torch.slice(h, 0, at, end), temperature, head)
      t = torch.slice(targets, 0, at, end)
      c = torch.copy_(torch.slice(out, 0, at, end), torch.squeeze(torch.gather(all, 1, torch.unsqueeze(t, 1)), 1))
      at = end
    return (out, all)
  def log_softmax(self: __torch__.Decoder, h: Tensor, temperature: float, head: Tensor) -> Tensor:
    logits = __torch__.linear(h, head).float()
    if temperature != 1.:
      c = torch.div_(logits, temperature)
    return torch.log_softmax(logits, -1)
  def entropies(self: __torch__.Decoder, h: Tensor, temperature: Tensor, chunk: Tensor, given: List[Tensor]) -> Tensor:
    head = self.prepared(given)[self.head_index]
    out = torch.empty([h.size(0)], dtype=6, device=h.device)
    at = 0
    while at < h.size(0):
      end = at + int(chunk)
      all = self.log_softmax(torch.slice(h, 0, at, end), float(temperature), head)
      c = torch.copy_(torch.slice(out, 0, at, end), torch.neg((torch.exp(all) * all).sum([-1], False)))
      at = end
    return out
  def head_back(self: __torch__.Decoder, h: Tensor, targets: Tensor, temperature: float, chunk: int, head: Tensor, sum: Optional[Tensor], kept: Tensor, g: Tensor, e: Tensor) -> Tensor:
    d = torch.empty_like(h)
    at = ((h.size(0) - 1) // chunk) * chunk
    all = kept
    while at >= 0:
      end = at + chunk
      if end > h.size(0):
        end = h.size(0)
      x = torch.slice(h, 0, at, end)
      if all.size(0) == 0:
        all = self.log_softmax(x, temperature, head)
      t = torch.unsqueeze(torch.slice(targets, 0, at, end), 1)
      w = torch.unsqueeze(torch.slice(g, 0, at, end) / temperature, 1)
      if e.size(0) > 0:
        f = torch.unsqueeze(torch.slice(e, 0, at, end) / temperature, 1)
        p = torch.exp(all)
        own = torch.neg((p * all).sum([-1], True))
        logits = torch.neg(p * (w + f * (all + own)))
      else:
        c = torch.exp_(all)
        logits = torch.mul_(all, torch.neg(w))
      c = torch.scatter_add_(logits, 1, t, w)
      l = logits.type_as(x)
      c = torch.copy_(torch.slice(d, 0, at, end), __torch__.linear_inputs(l, head))
      if sum is not None:
        c = torch.add_(sum, __torch__.linear_weights(l, x))
      all = torch.empty([0], dtype=6, device=h.device)
      at = at - chunk
    return d
  def start(self: __torch__.Decoder, ids: Tensor, p: List[Tensor]) -> Tensor:
    return torch.embedding(p[0], ids)
  def forwards(self: __torch__.Decoder, ids: Tensor, pos: Tensor, spans: Tensor, slots: Tensor, taken: Tensor, rows: Tensor, targets: Tensor, temperature: Tensor, chunk: Tensor, keep: Tensor, given: List[Tensor]) -> List[Tensor]:
    p = self.prepared(given)
    n = self.bounds(spans)
    mode = int(keep)
    kept = annotate(List[Tensor], [])
    x = self.start(ids, p)
    borders = self.borders(spans, slots, taken)
    cos, sin = self.angles(pos, x)
    for l in range(self.n_layers):
      q, k, v = self.queries(x, p, l)
      q1, k1 = self.rotated(q, k, p, l, cos, sin)
      a, lse = self.attention(q1, k1, v, n, slots, taken, borders)
      y, g, u = self.gates(x, a, p, l)
      if mode > 0:
        kept = kept + [x, a, lse]
      if mode == 2:
        kept = kept + [q, k, v, y, g, u]
      x = self.gated(y, g, u, p, l)
    h = torch.index_select(__torch__.rms_norm(x, p[self.norm_index], self.inverse[1]), 0, rows)
    logp, last = self.score(h, targets, float(temperature), int(chunk), p[self.head_index])
    if mode == 0:
      return [logp]
    return [logp, h, last, x] + kept
  def logits(self: __torch__.Decoder, ids: Tensor, pos: Tensor, spans: Tensor, slots: Tensor, taken: Tensor, given: List[Tensor]) -> Tensor:
    p = self.prepared(given)
    n = self.bounds(spans)
    x = self.start(ids, p)
    borders = self.borders(spans, slots, taken)
    cos, sin = self.angles(pos, x)
    for l in range(self.n_layers):
      q, k, v = self.qkv(x, p, l, cos, sin)
      a, lse = self.attention(q, k, v, n, slots, taken, borders)
      x = self.finish(x, a, p, l)
    return __torch__.linear(__torch__.rms_norm(x, p[self.norm_index], self.inverse[1]), p[self.head_index]).float()
  def backwards(self: __torch__.Decoder, ids: Tensor, pos: Tensor, spans: Tensor, slots: Tensor, taken: Tensor, rows: Tensor, targets: Tensor, temperature: Tensor, chunk: Tensor, g: Tensor, e: Tensor, saved: List[Tensor], given: List[Tensor], given_g: List[Tensor]) -> Tensor:
    n = self.bounds(spans)
    p = self.prepared(given)
    sums = self.gradient_sums(p, given_g)
    width = (len(saved) - 3) // self.n_layers
    dh = self.head_back(saved[0], targets, float(temperature), int(chunk), p[self.head_index], sums.get(self.head_index), saved[1], g, e)
    x = saved[2]
    d = torch.zeros([x.size(0), x.size(1)], dtype=6, device=x.device)
    c = __torch__.add_rows(d, rows, dh)
    d = self.norm_back(d, x, p, self.norm_index, sums)
    borders = self.borders(spans, slots, taken)
    cos, sin = self.angles(pos, d)
    for i in range(self.n_layers):
      l = self.n_layers - 1 - i
      s = 3 + width * l
      x = saved[s]
      a = saved[s + 1]
      if width > 3:
        q = saved[s + 3]
        k = saved[s + 4]
        v = saved[s + 5]
        y = saved[s + 6]
        gate = saved[s + 7]
        up = saved[s + 8]
      else:
        q, k, v = self.queries(x, p, l)
        y, gate, up = self.gates(x, a, p, l)
      dy = self.gated_back(d, y, gate, up, p, l, sums)
      if self.n_biases > 3:
        dy = self.bias_back(dy, (l + 1) * self.stride, sums)
      da = self.project_back(dy, a.view([a.size(0), -1]), p, l * self.stride + 5, sums)
      q1, k1 = self.rotated(q, k, p, l, cos, sin)
      dq, dk, dv = self.attention_back(da.view(a.size()), q1, k1, v, a, saved[s + 2], n, slots, taken, borders)
      d = dy + self.qkv_back(dq, dk, dv, x, q, k, p, l, cos, sin, sums)
    if 0 in sums:
      c = __torch__.add_rows(sums[0], ids, d)
    return torch.select(g, 0, 0)
  def norm(self: __torch__.Decoder, acc: List[Tensor]) -> Tensor:
    return torch.norm(torch.stack(torch._foreach_norm(acc, 2)).float(), 2)
  def clear_gradient(self: __torch__.Decoder, x: Tensor, g: List[Tensor]) -> Tensor:
    if len(g) > 1:
      torch._foreach_zero_(g)
    else:
      torch._foreach_zero_(__torch__.tensors(self.held_g))
    return x
  def adamw(self: __torch__.Decoder, settings: Tensor, given: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    if len(given) > 1:
      return self.update(settings, given, g, m, v, steps)
    return self.update(settings, __torch__.tensors(self.held), __torch__.tensors(self.held_g), __torch__.tensors(self.held_m), __torch__.tensors(self.held_v), __torch__.tensors(self.held_s))
  def update(self: __torch__.Decoder, settings: Tensor, p: List[Tensor], acc: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    total = self.norm(acc)
    if not bool(torch.isfinite(total)):
      torch._foreach_zero_(acc)
      return total
    s = annotate(List[float], [])
    for i in range(settings.size(0)):
      s.append(float(settings[i]))
    if float(total) > s[5]:
      torch._foreach_mul_(acc, s[5] / (float(total) + 1e-6))
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(p, acc, m, v, [], steps, lr=s[0], beta1=s[1], beta2=s[2], weight_decay=s[4], eps=s[3], amsgrad=False, maximize=False)
    torch._foreach_zero_(acc)
    return total
